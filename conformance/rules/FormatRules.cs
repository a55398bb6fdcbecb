using System.Text.Json.Nodes;

namespace InputSdk.Conformance;

/// <summary>N: the formats of records. Without formats in the manifest, the rules do not apply.</summary>
internal static class FormatRules
{
    public static readonly IReadOnlyList<Rule> All =
    [
        new()
        {
            Number = "N1",
            Requirement = "The first format is native, and each format is listed once.",
            CheckAsync = Listed,
        },
        new()
        {
            Number = "N2",
            Requirement = "Each format has a schema for each log type and for no other.",
            CheckAsync = PerLogType,
        },
        new()
        {
            Number = "N3",
            Requirement = "The schemas of formats use only keywords that validators enforce.",
            CheckAsync = Keywords,
        },
        new()
        {
            Number = "N4",
            Requirement = "A manifest that declares formats requires contract 1.4 or later.",
            CheckAsync = Contract,
        },
        new()
        {
            Number = "N5",
            Requirement =
                "A read without a format delivers the same messages and bytes as a read in the format native.",
            NeedsWorld = true,
            CheckAsync = FormatReads.NativeAsync,
        },
        new()
        {
            Number = "N6",
            Requirement =
                "In each format, a batch has as many lines as its count, each a JSON object without duplicate members.",
            NeedsWorld = true,
            CheckAsync = FormatReads.ObjectsAsync,
        },
        new()
        {
            Number = "N7",
            Requirement = "In each format, every record is valid against the format's schema of its log type.",
            NeedsWorld = true,
            CheckAsync = FormatReads.ValidAsync,
        },
        new()
        {
            Number = "N8",
            Requirement =
                "Each format delivers the same lines, notes, skipped objects and checkpoints as native, in order.",
            NeedsWorld = true,
            CheckAsync = FormatReads.SameLinesAsync,
        },
        new()
        {
            Number = "N9",
            Requirement =
                "An enriched record starts with _time, _id, the parts of the path, _object and _line of its origin.",
            NeedsWorld = true,
            CheckAsync = EnrichedRecords.OriginsAsync,
        },
        new()
        {
            Number = "N10",
            Requirement = "An enriched record continues with exactly the members of the native record.",
            NeedsWorld = true,
            CheckAsync = EnrichedRecords.ColumnsAsync,
        },
        new()
        {
            Number = "N11",
            Requirement = "In each format except native, a record contains its ID as a string.",
            NeedsWorld = true,
            CheckAsync = FormatReads.IdsAsync,
        },
        new()
        {
            Number = "N12",
            Requirement =
                "In each format, two reads deliver the same messages, even with another clock, culture and time zone.",
            NeedsWorld = true,
            CheckAsync = FormatReads.TwiceAsync,
        },
        new()
        {
            Number = "N13",
            Requirement =
                "A read in any format from a checkpoint of a native read delivers exactly the lines after it.",
            NeedsWorld = true,
            CheckAsync = FormatReads.ResumedAsync,
        },
        new()
        {
            Number = "N14",
            Requirement = "An unknown format is refused before anything is read, with a declared error of kind Config.",
            NeedsWorld = true,
            CheckAsync = FormatReads.UnknownAsync,
        },
    ];

    /// <summary>The formats of the manifest, with the schema of each log type; empty if it declares none.</summary>
    internal static IReadOnlyList<(string Id, JsonObject Schemas)> Of(ConnectorDriver driver) =>
        [
            .. (ManifestRules.Parse(driver)["formats"] as JsonArray ?? []).Select(format =>
                ((string)format!["id"]!, format["schemas"]!.AsObject())
            ),
        ];

    /// <summary>The formats of the manifest.</summary>
    /// <exception cref="RuleSkippedException">It declares none.</exception>
    internal static IReadOnlyList<(string Id, JsonObject Schemas)> Declared(ConnectorDriver driver) =>
        Of(driver) is { Count: > 0 } formats
            ? formats
            : throw new RuleSkippedException("the manifest declares no formats");

    /// <summary>Whether the connector needs a contract that has formats.</summary>
    internal static bool HasContract(ConnectorDriver driver)
    {
        var contract = ManifestRules.Parse(driver)["contract"]!;
        return ((int)contract["major"]!, (int)contract["minor"]!).CompareTo((1, 4)) >= 0;
    }

    private static Task Listed(ConnectorDriver driver)
    {
        var ids = Of(driver).Select(format => format.Id).ToList();
        RuleAssert.True(ids.Count == 0 || ids[0] == RecordFormats.Native, "the first format is not native");
        var twice = ids.GroupBy(id => id).FirstOrDefault(group => group.Count() > 1);
        RuleAssert.True(twice is null, $"{twice?.Key} is listed twice");
        return Task.CompletedTask;
    }

    private static Task PerLogType(ConnectorDriver driver)
    {
        var logTypes = ManifestRules.Parse(driver)["logTypes"]!
            .AsArray()
            .Select(log => (string)log!["id"]!)
            .ToHashSet();
        foreach (var (id, schemas) in Of(driver))
        {
            var described = schemas.Select(schema => schema.Key).ToList();
            RuleAssert.True(
                logTypes.SetEquals(described),
                $"{id} has schemas for {string.Join(", ", described)}; log types are {string.Join(", ", logTypes)}"
            );
        }

        return Task.CompletedTask;
    }

    private static Task Keywords(ConnectorDriver driver)
    {
        foreach (
            var (path, schema) in Of(driver)
                .SelectMany(format => format.Schemas.Select(schema => (format.Id, Log: schema.Key, schema.Value)))
                .SelectMany(schema => SchemaRules.Schemas(schema.Value!.AsObject(), $"{schema.Id}/{schema.Log}"))
        )
        {
            var unknown = SchemaRules.UnknownKeyword(schema);
            RuleAssert.True(unknown is null, $"{path} uses {unknown}");
        }

        return Task.CompletedTask;
    }

    private static Task Contract(ConnectorDriver driver)
    {
        RuleAssert.True(
            Of(driver).Count == 0 || HasContract(driver),
            "the manifest declares formats, but requires a contract without formats"
        );
        return Task.CompletedTask;
    }
}
