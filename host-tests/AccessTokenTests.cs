using InputHost.Commands;
using Xunit;

namespace InputHost.Tests;

/// <summary>The token of the console, from a variable or from a file.</summary>
public sealed class AccessTokenTests : IDisposable
{
    private const string Token = "correct-horse-battery-staple";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Without_a_variable_there_is_no_token()
    {
        Assert.Null(AccessToken.Read(_ => null));
        Assert.Null(AccessToken.Read(_ => ""));
    }

    [Fact]
    public void The_variable_contains_the_token() => Assert.Equal(Token, Read(token: Token, file: ""));

    [Theory]
    [InlineData(Token)]
    [InlineData(Token + "\n")]
    public void The_file_contains_the_token(string content)
    {
        File.WriteAllText(_path, content);
        Assert.Equal(Token, Read(token: "", file: _path));
    }

    [Fact]
    public void Both_variables_cannot_be_set()
    {
        File.WriteAllText(_path, Token);
        Assert.Equal(
            "INPUTHOST_TOKEN and INPUTHOST_TOKEN_FILE are both set. Set only one of them.",
            Fails(token: Token, file: _path)
        );
    }

    [Theory]
    [InlineData("", "which INPUTHOST_TOKEN_FILE names, is empty.")]
    [InlineData("\n", "which INPUTHOST_TOKEN_FILE names, is empty.")]
    [InlineData("geheim\n", "is too short. Set it to at least 20 random characters.")]
    public void A_file_without_a_usable_token_is_an_error(string content, string expected)
    {
        File.WriteAllText(_path, content);
        var message = Fails(token: null, file: _path);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(_path, message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_does_not_exist_is_an_error() =>
        Assert.Equal(
            $"The file {_path}.missing, which INPUTHOST_TOKEN_FILE names, does not exist. "
                + "Write at least 20 random characters to it.",
            Fails(token: null, file: $"{_path}.missing")
        );

    [Fact]
    public void A_file_that_is_too_large_is_an_error()
    {
        File.WriteAllText(_path, new string('t', 100_000));
        Assert.Contains("is larger than 65536 bytes", Fails(token: null, file: _path), StringComparison.Ordinal);
    }

    private static string? Read(string? token, string? file) =>
        AccessToken.Read(name =>
            name switch
            {
                "INPUTHOST_TOKEN" => token,
                "INPUTHOST_TOKEN_FILE" => file,
                _ => null,
            }
        );

    private static string Fails(string? token, string? file) =>
        Assert.Throws<HostException>(() => Read(token, file)).Message;
}
