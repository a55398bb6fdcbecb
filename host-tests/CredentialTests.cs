using System.Text;
using InputHost.Config;
using Xunit;

namespace InputHost.Tests;

/// <summary>Secrets in the files of <c>CREDENTIALS_DIRECTORY</c>, to which a configuration file refers.</summary>
public sealed class CredentialTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("credentials-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("geheim", "geheim")]
    [InlineData("geheim\n", "geheim")]
    [InlineData("geheim\r\n", "geheim")]
    [InlineData("geheim \n\n", "geheim \n")]
    public void A_credential_is_read_without_one_newline_at_its_end(string content, string secret)
    {
        Write("a.secret-key_1", content);
        Assert.Equal(secret, Expand("${credential:a.secret-key_1}"));
    }

    [Fact]
    public void Credentials_and_variables_can_be_parts_of_a_secret()
    {
        Write("key", "geheim");
        Assert.Equal("<geheim${geheim>", Expand("<${credential:key}${${credential:key}>"));
        Assert.Equal($"{_folder}:geheim", Expand("${CREDENTIALS_DIRECTORY}:${credential:key}"));
    }

    [Fact]
    public void The_content_of_a_credential_is_not_expanded()
    {
        Write("key", "${credential:key}");
        Assert.Equal("${credential:key}", Expand("${credential:key}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../key")]
    [InlineData("a/key")]
    [InlineData("a b")]
    [InlineData("kéy")]
    public void An_invalid_name_is_refused_and_not_shown(string name)
    {
        var message = Fails($"${{credential:{name}}}");
        Assert.Contains("${credential:NAME} whose NAME is not valid", message, StringComparison.Ordinal);
        Assert.DoesNotContain($"${{credential:{name}}}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_has_at_most_255_characters() =>
        Assert.Contains(
            "NAME is not valid",
            Fails($"${{credential:{new string('k', 256)}}}"),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_missing_credential_is_named()
    {
        var message = Fails("${credential:key}");
        Assert.Contains(
            $"names the credential key, whose file in {_folder} does not exist.",
            message,
            StringComparison.Ordinal
        );
        Assert.Contains("LoadCredential=key:FILE", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_credentials_folder_the_error_says_how_to_set_it()
    {
        var error = Assert.Throws<HostException>(() => References(_ => null).Expand("${credential:key}"));
        Assert.Contains("CREDENTIALS_DIRECTORY is not set", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void An_empty_credential_is_refused(string content)
    {
        Write("key", content);
        Assert.Contains($"whose file in {_folder} is empty.", Fails("${credential:key}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_credential_has_at_most_64_KiB()
    {
        Write("key", new string('k', SecretFile.MaxBytes));
        Assert.Equal(SecretFile.MaxBytes, Expand("${credential:key}").Length);
        Write("key", new string('k', SecretFile.MaxBytes) + "\n");
        Assert.Contains("is larger than 65536 bytes", Fails("${credential:key}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_credential_that_is_not_text_is_refused()
    {
        File.WriteAllBytes(Path.Combine(_folder, "key"), [0xff, 0xfe, 0x00]);
        Assert.Contains("is not UTF-8 text", Fails("${credential:key}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_credential_that_cannot_be_read_is_reported()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "key"));
        Assert.Contains("cannot be read (", Fails("${credential:key}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_file_reads_credentials_in_secrets_only()
    {
        Write("key", "ge\"heim\n");
        var path = Path.Combine(_folder, "input.json");
        File.WriteAllText(
            path,
            """{"input":"x","settings":{"prefix":"${credential:key}"},"secrets":{"a":"${credential:key}"}}"""
        );
        var file = ConfigFile.Read(path, Environment);
        Assert.Equal("""{"prefix":"${credential:key}"}""", Encoding.UTF8.GetString(file.Config.Settings.Span));
        Assert.Equal("""{"a":"ge\u0022heim"}""", Encoding.UTF8.GetString(file.Config.Secrets.Span));

        File.Delete(Path.Combine(_folder, "key"));
        var error = Assert.Throws<HostException>(() => ConfigFile.Read(path, Environment));
        Assert.StartsWith($"The configuration file {path} is not valid: ", error.Message, StringComparison.Ordinal);
    }

    private string? Environment(string name) => name == "CREDENTIALS_DIRECTORY" ? _folder : null;

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);

    private string Expand(string template) => References(Environment).Expand(template);

    private string Fails(string template) => Assert.Throws<HostException>(() => Expand(template)).Message;

    private static SecretReferences References(Func<string, string?> environment) =>
        new(environment, what => new HostException(InputSdk.ErrorKind.Config, what));
}
