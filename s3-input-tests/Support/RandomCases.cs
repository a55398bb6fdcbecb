using FsCheck;
using FsCheck.Fluent;
using Xunit.Sdk;

namespace InputSdk.S3.Tests;

/// <summary>Runs properties with random cases. A failure names its case.</summary>
internal static class RandomCases
{
    /// <summary>
    /// Parts of keys that clients, proxies and servers can interpret instead of using them literally.
    /// </summary>
    private static readonly string[] HostileParts =
    [
        "/",
        "//",
        ".",
        "..",
        "/./",
        "/../",
        "%2F",
        "%2f",
        "%",
        "%%",
        "%41",
        "+",
        " ",
        "  ",
        "~",
        "'",
        "\"",
        "\\",
        "?",
        "#",
        "&",
        "=",
        ":",
        ";",
        "*",
        "@",
        "!",
        "$",
        "(",
        ")",
        ",",
        "[",
        "]",
        "^",
        "`",
        "{",
        "|",
        "}",
        "<",
        ">",
        "&amp;",
        "é",
        "日本",
        "\u00A0",
        "\u200E",
        "\uE000",
        "\uFFFD",
        "\U0001F600",
        "\U0010FFFF",
        "\r",
        "\n",
        "\r\n",
        "\t",
        "\u007F",
        "\u0085",
        "\u2028",
        "AWSLogs",
        "2024",
        "a",
        "Z",
        "0",
        "-",
        "_",
        "x.gz",
    ];

    /// <summary>A part of a key: a hostile part, or any ASCII characters except NUL.</summary>
    public static Gen<string> Part { get; } =
        Gen.OneOf(Gen.Elements(HostileParts), Gen.Choose(1, 127).Select(code => ((char)code).ToString()));

    /// <summary>A key of up to eight parts.</summary>
    public static Gen<string> Key { get; } =
        from length in Gen.Choose(1, 8)
        from parts in Part.ArrayOf(length)
        select string.Concat(parts);

    /// <summary>A key or an empty text.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(Gen.Constant(""), Key);

    /// <summary>Runs a property with random cases.</summary>
    public static async Task HoldAsync<T>(Gen<T> cases, int count, Func<T, Task> property)
    {
        foreach (var one in cases.Sample(count))
        {
            try
            {
                await property(one);
            }
            catch (Exception e)
            {
                throw new XunitException($"The property does not hold for {Shown($"{one}")}: {e.Message}", e);
            }
        }
    }

    private static string Shown(string text) =>
        string.Concat(text.Select(unit => unit is >= ' ' and <= '~' ? unit.ToString() : $"\\u{(int)unit:x4}"));
}
