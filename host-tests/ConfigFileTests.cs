using System.Text;
using InputHost.Config;
using Xunit;

namespace InputHost.Tests;

public sealed class ConfigFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Variables_are_read_in_secrets_only()
    {
        File.WriteAllText(
            _path,
            """{"input":"x","settings":{"prefix":"${NAME}"},"""
                + """ "secrets":{"a":"${NAME}","b":"<${NAME}${NAME}>","c":"$NAME"}}"""
        );
        var file = ConfigFile.Read(_path, name => name == "NAME" ? "qu\"ote" : null);
        Assert.Equal("""{"prefix":"${NAME}"}""", Encoding.UTF8.GetString(file.Config.Settings.Span));
        Assert.Equal(
            """{"a":"qu\u0022ote","b":"\u003Cqu\u0022otequ\u0022ote\u003E","c":"$NAME"}""",
            Encoding.UTF8.GetString(file.Config.Secrets.Span)
        );
    }

    [Fact]
    public void An_unset_variable_is_named_and_no_other_secret_is_shown()
    {
        File.WriteAllText(_path, """{"input":"x","secrets":{"a":"geheim","b":"${MISSING}"}}""");
        var error = Assert.Throws<HostException>(() => ConfigFile.Read(_path, _ => null));
        Assert.Contains("/secrets names the environment variable MISSING", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_accepted()
    {
        File.WriteAllText(_path, """{"input":"x"}""", Encoding.UTF8);
        Assert.Equal("x", ConfigFile.Read(_path, _ => null).Input);
    }
}
