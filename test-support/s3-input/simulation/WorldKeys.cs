using System.Globalization;
using System.Text.RegularExpressions;

namespace InputSdk.S3.Simulation;

/// <summary>
/// The keys of a world: in folders of all days and outside of day folders, with every valid character.
/// </summary>
internal sealed partial class WorldKeys
{
    // Characters on both sides of the point at which UTF-16 order and UTF-8 byte order differ, and characters with a
    // meaning in XML, URLs and shells.
    private static readonly string[] Odd =
    [
        "\uE000",
        "\uFFFD",
        "\uFFFF",
        "\U00010000",
        "😀",
        "é",
        " ",
        "+",
        "%2F",
        "&",
        "<",
        "\"",
        "'",
        "\\",
        "\u0001",
        "~",
        "=",
        ":",
        "A",
        "z",
    ];

    // All other ASCII characters, except the slash, which ends a folder, and the character that separates the parts of
    // a name.
    private static readonly string[] Letters =
    [
        .. Odd,
        .. Enumerable.Range(1, 126).Select(letter => ((char)letter).ToString()).Except(["/", "_"]),
    ];

    private readonly Random _random;
    private readonly string[] _roots;
    private readonly int _hostile;

    public WorldKeys(Random random)
    {
        _random = random;
        _hostile = random.Next(3) == 0 ? 60 : 5;
        var layout = random.Next(4);
        Settings = layout switch
        {
            0 => ",\"prefix\":\"/logs/\"",
            1 => ",\"prefix\":\"AWSLogs\"",
            _ => "",
        };
        _roots =
            layout == 0
                ? ["logs/"]
                :
                [
                    .. Enumerable
                        .Range(0, random.Next(1, 4))
                        .Select(i => $"AWSLogs/12345678901{i % 2}/redshift/{(i == 2 ? "eu" : "us")}-east-1/"),
                ];
    }

    public string Settings { get; }

    /// <summary>A unique key, and the day of its folder.</summary>
    public (string Key, DateOnly? Day) Make(DateTimeOffset appears, int number)
    {
        var today = DateOnly.FromDateTime(appears.UtcDateTime);
        DateOnly? day = _random.Next(20) switch
        {
            < 12 => today,
            < 15 => today.AddDays(-1),
            15 => today.AddDays(1),
            16 => today.AddYears(-1),
            17 => today.AddDays(-_random.Next(2, 40)),
            _ => null,
        };
        var folder =
            day is { } date ? date.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture) + "/"
            : _random.Next(2) == 0 ? ""
            : Text() + "/";
        var cluster = $"c{_random.Next(3)}{Text()}-{number}";
        return (
            $"{_roots[_random.Next(_roots.Length)]}{folder}123456789012_redshift_us-east-1_{cluster}"
                + $"_connectionlog_{appears:yyyy-MM-ddTHH:mm}.gz",
            day
        );
    }

    /// <summary>The day of the folder that contains a key.</summary>
    public static DateOnly? DayOf(string key) =>
        DayFolder().Match(key) is { Success: true } match
            ? DateOnly.ParseExact(match.Groups[1].Value, "yyyy/MM/dd", CultureInfo.InvariantCulture)
            : null;

    private string Text() =>
        _random.Next(100) >= _hostile
            ? ""
            : string.Concat(
                Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Any(_random.Next(2) == 0 ? Odd : Letters))
            );

    private string Any(string[] letters) => letters[_random.Next(letters.Length)];

    [GeneratedRegex("/([0-9]{4}/[0-9]{2}/[0-9]{2})/[^/]*$")]
    private static partial Regex DayFolder();
}
