using Microsoft.AspNetCore.Http;

namespace InputHost.Serve;

/// <summary>Answers that say what is wrong.</summary>
internal static class Problems
{
    public static IResult Faults(IReadOnlyList<Fault> faults) => Results.Problem(
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "The configuration is not complete or not right.",
        detail: string.Join(" ", faults.Select(fault => $"{fault.Pointer}: {fault.Message}")),
        extensions: new Dictionary<string, object?> { ["faults"] = faults });
}
