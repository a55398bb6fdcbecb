using System.Globalization;
using System.Text.Json;

namespace InputSdk.Conformance;

/// <summary>The checks of <see cref="FormatRules"/> for the format enriched.</summary>
internal static class EnrichedRecords
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] First = ["_time", "_id"];
    private static readonly string[] Last = ["_object", "_line"];

    internal static async Task OriginsAsync(ConnectorDriver driver)
    {
        Require(driver);
        var id = (string)ManifestRules.Parse(driver)["id"]!;
        foreach (var (origin, logType, json) in (await FormatReads.ReadAsync(driver, RecordFormats.Enriched)).Records)
        {
            var members = Members(json).TakeWhile(IsAdded).ToList();
            var names = members.ConvertAll(member => member.Name);
            RuleAssert.True(
                names.Count >= First.Length + Last.Length
                    && names.Take(First.Length).SequenceEqual(First)
                    && names.TakeLast(Last.Length).SequenceEqual(Last),
                $"{origin} starts with {string.Join(", ", names)}"
            );
            var wrong = members.FindAll(member => !IsCorrect(member, origin, RecordId.Of(id, logType, origin)));
            RuleAssert.True(
                wrong.Count == 0,
                $"{origin}: {string.Join(", ", wrong.Select(member => $"{member.Name} is {member.Value}"))}"
            );
        }
    }

    internal static async Task ColumnsAsync(ConnectorDriver driver)
    {
        Require(driver);
        var native = (await FormatReads.ReadAsync(driver, RecordFormats.Native))
            .Records.DistinctBy(record => record.Origin)
            .ToDictionary(record => record.Origin, record => record.Json);
        foreach (var (origin, _, json) in (await FormatReads.ReadAsync(driver, RecordFormats.Enriched)).Records)
        {
            RuleAssert.True(native.TryGetValue(origin, out var columns), $"{origin} is not a record in native");
            var (found, expected) = (Members(json).SkipWhile(IsAdded).ToList(), Members(columns!));
            RuleAssert.True(
                found.Select(member => member.Name).SequenceEqual(expected.Select(member => member.Name)),
                $"{origin} has the columns {string.Join(", ", found.Select(member => member.Name))}"
            );
            var wrong = found
                .Zip(expected)
                .Where(pair => !JsonElement.DeepEquals(pair.First.Value, pair.Second.Value))
                .Select(pair => pair.First.Name)
                .FirstOrDefault();
            RuleAssert.True(wrong is null, $"{origin}: {wrong} differs from native");
        }
    }

    private static void Require(ConnectorDriver driver)
    {
        if (FormatRules.Declared(driver).All(format => format.Id != RecordFormats.Enriched))
        {
            throw new RuleSkippedException("the manifest does not declare the format enriched");
        }
    }

    private static List<JsonProperty> Members(string json) =>
        [.. JsonSerializer.Deserialize<JsonElement>(json).EnumerateObject()];

    /// <summary>No column starts with an underscore; <c>_extra</c> follows the columns.</summary>
    private static bool IsAdded(JsonProperty member) => member.Name.StartsWith('_');

    private static bool IsCorrect(JsonProperty member, RecordOrigin origin, string id) =>
        member.Name switch
        {
            "_time" => IsTime(member.Value),
            "_id" => IsText(member.Value, id),
            "_object" => IsText(member.Value, $"s3://{origin.Container}/{origin.Object}"),
            "_line" => member.Value.ValueKind == JsonValueKind.Number
                && member.Value.GetRawText() == origin.Ordinal.ToString(CultureInfo.InvariantCulture),
            _ => member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null,
        };

    private static bool IsText(JsonElement value, string text) =>
        value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static bool IsTime(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null
        || (
            value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParseExact(
                value.GetString(),
                TimeFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out _
            )
        );
}
