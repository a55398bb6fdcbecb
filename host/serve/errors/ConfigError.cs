namespace InputHost.Serve.Errors;

/// <summary>An error of a configuration, and its member.</summary>
/// <param name="Pointer">The member, as a JSON Pointer such as <c>/settings/bucket</c>.</param>
/// <param name="Message">What is wrong, or what to enter.</param>
internal sealed record ConfigError(string Pointer, string Message);
