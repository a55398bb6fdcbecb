using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace InputSdk.Conformance;

/// <summary>The checks of <see cref="FormatRules"/> that read a source in each format.</summary>
internal static class FormatReads
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="RuleBrokenException">The read failed, so its records cannot be checked.</exception>
    internal static async Task<Transcript> ReadAsync(ConnectorDriver driver, string? format)
    {
        using var world = driver.NewWorld();
        return Complete(await Transcript.InFormatAsync(world, format), format);
    }

    internal static async Task NativeAsync(ConnectorDriver driver)
    {
        RequireFormats(driver);
        var (none, native) = (await ReadAsync(driver, null), await ReadAsync(driver, RecordFormats.Native));
        RuleAssert.True(RecordRules.Story(none).SequenceEqual(RecordRules.Story(native)), "the messages differ");
    }

    internal static async Task ObjectsAsync(ConnectorDriver driver)
    {
        foreach (var (format, _) in FormatRules.Declared(driver))
        {
            var read = await ReadAsync(driver, format);
            foreach (var batch in read.Messages.OfType<RecordBatch>())
            {
                var bytes = batch.Records.Span;
                RuleAssert.True(
                    batch.Count >= 1 && bytes.Count((byte)'\n') == batch.Count && bytes[^1] == '\n',
                    $"{batch} has {bytes.Count((byte)'\n')} lines in the format {format}"
                );
            }

            foreach (var (origin, _, json) in read.Records)
            {
                RuleAssert.True(
                    IsObject(json),
                    $"{origin} is no JSON object in the format {format}, or has duplicate members"
                );
            }
        }
    }

    /// <summary>Validates every record of the source, without a limit.</summary>
    internal static async Task ValidAsync(ConnectorDriver driver)
    {
        foreach (var (format, schemas) in FormatRules.Declared(driver))
        {
            var validators = new Dictionary<string, JsonSchema>();
            foreach (var (logType, schema) in schemas)
            {
                validators[logType] = await JsonSchema.FromJsonAsync(schema!.ToJsonString());
            }

            foreach (var (origin, logType, json) in (await ReadAsync(driver, format)).Records)
            {
                RuleAssert.True(
                    validators.TryGetValue(logType, out var validator),
                    $"{origin} has the log type {logType}, for which {format} has no schema"
                );
                var faults = validator!.Validate(json);
                RuleAssert.True(
                    faults.Count == 0,
                    $"{origin} in the format {format}: "
                        + string.Join(", ", faults.Select(fault => $"{fault.Path}: {fault.Kind}"))
                );
            }
        }
    }

    internal static async Task SameLinesAsync(ConnectorDriver driver)
    {
        var formats = FormatRules.Declared(driver);
        var native = Lines(await ReadAsync(driver, RecordFormats.Native));
        foreach (var (format, _) in formats)
        {
            var found = Lines(await ReadAsync(driver, format));
            var same = found.Zip(native).TakeWhile(pair => pair.First == pair.Second).Count();
            RuleAssert.True(
                same == native.Count && same == found.Count,
                $"message {same + 1} in the format {format} is {found.ElementAtOrDefault(same) ?? "missing"}, "
                    + $"in native {native.ElementAtOrDefault(same) ?? "missing"}"
            );
        }
    }

    internal static async Task IdsAsync(ConnectorDriver driver)
    {
        var id = (string)ManifestRules.Parse(driver)["id"]!;
        var formats = FormatRules.Declared(driver).Where(format => format.Id != RecordFormats.Native).ToList();
        if (formats.Count == 0)
        {
            throw new RuleSkippedException("the manifest declares no format besides native");
        }

        foreach (var (format, _) in formats)
        {
            foreach (var (origin, logType, json) in (await ReadAsync(driver, format)).Records)
            {
                RuleAssert.True(
                    Contains(JsonSerializer.Deserialize<JsonElement>(json), RecordId.Of(id, logType, origin)),
                    $"{origin} does not contain its ID in the format {format}"
                );
            }
        }
    }

    internal static async Task TwiceAsync(ConnectorDriver driver)
    {
        foreach (var (format, _) in FormatRules.Declared(driver))
        {
            using var world = driver.NewWorld();
            var first = Complete(await Transcript.InFormatAsync(world, format), format);
            var later = new LaterClock(TimeSpan.FromDays(400));
            var second = await UnusualCulture.RunAsync(() => Transcript.InFormatAsync(world, format, clock: later));
            RuleAssert.True(
                RecordRules.Story(first).SequenceEqual(RecordRules.Story(second)),
                $"the messages in the format {format} differ"
            );
        }
    }

    internal static async Task ResumedAsync(ConnectorDriver driver)
    {
        foreach (var (format, _) in FormatRules.Declared(driver))
        {
            await CheckpointRules.SuffixAsync(driver, format);
        }
    }

    internal static async Task UnknownAsync(ConnectorDriver driver)
    {
        RequireFormats(driver);
        var declared = ManifestRules.Parse(driver)["errors"]!
            .AsArray()
            .Where(error => (string?)error!["kind"] == nameof(ErrorKind.Config))
            .Select(error => (string?)error!["code"])
            .ToHashSet();
        using var world = driver.NewWorld();
        foreach (var format in new[] { "", "nosuchformat", "Native", "native ", "enriched\0" })
        {
            var calls = world.Calls;
            var refused = await Transcript.InFormatAsync(world, format);
            RuleAssert.True(
                refused.Error?.Kind == ErrorKind.Config && declared.Contains(refused.Error.Code),
                $"a read in the format {JsonValue.Create(format)!.ToJsonString()} ended with "
                    + (refused.Error is { } error ? $"{error.Code} of kind {error.Kind}" : "no error")
            );
            RuleAssert.True(
                refused.Messages.Count == 0 && world.Calls == calls,
                "the source was read before the refusal"
            );
        }
    }

    /// <exception cref="RuleSkippedException">A read of the connector cannot have a format.</exception>
    private static void RequireFormats(ConnectorDriver driver)
    {
        if (FormatRules.Of(driver).Count == 0 && !FormatRules.HasContract(driver))
        {
            throw new RuleSkippedException("the connector needs a contract without formats");
        }
    }

    private static Transcript Complete(Transcript read, string? format)
    {
        RuleAssert.True(
            read.Thrown is null,
            $"a read in the format {format ?? "null"} ended with {read.Error?.Code ?? read.Thrown?.GetType().Name}"
        );
        return read;
    }

    /// <summary>
    /// The origin of each record, the other messages, and the notes of all batches. A format can change the sizes of
    /// batches, and so which records are in the same batch.
    /// </summary>
    private static List<string> Lines(Transcript read)
    {
        var notes = read.Messages.OfType<RecordBatch>().Select(batch => batch.Notes).ToList();
        var totals = new RecordNotes
        {
            InvalidText = notes.Sum(note => note.InvalidText),
            Repaired = notes.Sum(note => note.Repaired),
            Surplus = notes.Sum(note => note.Surplus),
        };
        return
        [
            .. read.Messages.SelectMany(message => message is RecordBatch batch ? Origins(batch) : [Describe(message)]),
            totals.ToString(),
        ];
    }

    private static string Describe(InputMessage message) =>
        message is CheckpointReached { Cursor: var cursor }
            ? $"{RecordRules.Story(message)} {cursor}"
            : RecordRules.Story(message);

    private static IEnumerable<string> Origins(RecordBatch batch) =>
        Enumerable
            .Range(0, batch.Count)
            .Select(index => batch.Origin with { Ordinal = batch.Origin.Ordinal + index })
            .Select(origin => $"{batch.LogType} {origin} {origin.Version}");

    private static bool IsObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Contains(JsonElement value, string text) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.ValueEquals(text),
            JsonValueKind.Object => value.EnumerateObject().Any(member => Contains(member.Value, text)),
            JsonValueKind.Array => value.EnumerateArray().Any(item => Contains(item, text)),
            _ => false,
        };

    private sealed class LaterClock(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
    }
}
