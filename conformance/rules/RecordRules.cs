using System.Text.Json;
using System.Text.Json.Nodes;

namespace InputSdk.Conformance;

/// <summary>E and F: records, their origins and counts.</summary>
internal static class RecordRules
{
    public static readonly IReadOnlyList<Rule> All =
    [
        new()
        {
            Number = "E1",
            Requirement =
                "A record is a JSON object with exactly the declared columns in order, optionally followed by _extra.",
            NeedsWorld = true,
            CheckAsync = ColumnsAsync,
        },
        new()
        {
            Number = "E2",
            Requirement = "Values are strings, null only in nullable columns; _extra is an array of strings.",
            NeedsWorld = true,
            CheckAsync = ValuesAsync,
        },
        new()
        {
            Number = "E3",
            Requirement = "A batch contains as many records as its count, at least one, each terminated by a newline.",
            NeedsWorld = true,
            CheckAsync = BatchesAsync,
        },
        new()
        {
            Number = "E4",
            Requirement =
                "Every source line is delivered once, in order, with its origin, as a record or a rejected line.",
            NeedsWorld = true,
            CheckAsync = PlacesAsync,
        },
        new()
        {
            Number = "E5",
            Requirement = "No two records have the same ID.",
            NeedsWorld = true,
            CheckAsync = IdsAsync,
        },
        new()
        {
            Number = "E6",
            Requirement = "Messages use only log types that the manifest declares.",
            NeedsWorld = true,
            CheckAsync = LogTypesAsync,
        },
        new()
        {
            Number = "E7",
            Requirement = "A record contains no value that its line does not contain.",
            NeedsWorld = true,
            CheckAsync = OwnValuesAsync,
        },
        new()
        {
            Number = "E8",
            Requirement = "Each value of a record is in the correct column.",
            NeedsWorld = true,
            CheckAsync = OwnColumnsAsync,
        },
        new()
        {
            Number = "E9",
            Requirement = "A line that is a valid record is not rejected because of other lines.",
            NeedsWorld = true,
            CheckAsync = NotSuppressedAsync,
        },
        new()
        {
            Number = "F1",
            Requirement = "Two reads of the same source deliver the same messages and checkpoints.",
            NeedsWorld = true,
            CheckAsync = TwiceAsync,
        },
        new()
        {
            Number = "F2",
            Requirement = "Culture and time zone do not affect the output.",
            NeedsWorld = true,
            CheckAsync = CultureAsync,
        },
        new()
        {
            Number = "F3",
            Requirement = "A checkpoint counts exactly the records and rejected lines since the previous checkpoint.",
            NeedsWorld = true,
            CheckAsync = CountsAsync,
        },
        new()
        {
            Number = "F4",
            Requirement = "A pass that reads lines ends with a checkpoint that covers all of them.",
            NeedsWorld = true,
            CheckAsync = CoveredAsync,
        },
        new()
        {
            Number = "F5",
            Requirement = "A rejected line keeps its bytes and gives the reason as an error of kind Data.",
            NeedsWorld = true,
            CheckAsync = RejectedAsync,
        },
    ];

    private static async Task ColumnsAsync(ConnectorDriver driver)
    {
        var columns = ManifestRules.Parse(driver)["logTypes"]!
            .AsArray()
            .ToDictionary(
                log => (string)log!["id"]!,
                log => log!["columns"]!.AsArray().Select(column => (string)column!["name"]!).ToList()
            );
        foreach (var (origin, logType, json) in (await ReadAsync(driver)).Records)
        {
            RuleAssert.True(
                columns.TryGetValue(logType, out var declared),
                $"{origin} has the log type {logType}, which is not declared"
            );
            var found = JsonNode.Parse(json) is JsonObject record ? record.Select(member => member.Key).ToList() : [];
            RuleAssert.True(
                found.SequenceEqual(declared!)
                    || (found.Count > 0 && found[^1] == "_extra" && found.SkipLast(1).SequenceEqual(declared!)),
                $"{origin} has the columns {string.Join(", ", found)}"
            );
        }
    }

    private static async Task ValuesAsync(ConnectorDriver driver)
    {
        var nullable = ManifestRules.Parse(driver)["logTypes"]!
            .AsArray()
            .SelectMany(log =>
                log!["columns"]!
                    .AsArray()
                    .Where(column => (bool)column!["nullable"]!)
                    .Select(column => ((string)log["id"]!, (string)column!["name"]!))
            )
            .ToHashSet();
        foreach (var (origin, logType, json) in (await ReadAsync(driver)).Records)
        {
            foreach (var (name, value) in JsonNode.Parse(json) as JsonObject ?? [])
            {
                var isFine =
                    name == "_extra"
                        ? value is JsonArray surplus
                            && surplus.All(text => text?.GetValueKind() == JsonValueKind.String)
                    : value is null ? nullable.Contains((logType, name))
                    : value.GetValueKind() == JsonValueKind.String;
                RuleAssert.True(isFine, $"{origin}: {name} contains {value?.GetValueKind().ToString() ?? "null"}");
            }
        }
    }

    private static async Task BatchesAsync(ConnectorDriver driver)
    {
        foreach (var batch in (await ReadAsync(driver)).Messages.OfType<RecordBatch>())
        {
            var bytes = batch.Records.Span;
            RuleAssert.True(
                batch.Count >= 1 && bytes.Count((byte)'\n') == batch.Count && bytes[^1] == '\n',
                $"{batch} has {bytes.Count((byte)'\n')} lines"
            );
        }
    }

    private static async Task PlacesAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var read = await Transcript.OfAsync(world.Connect(), world.Config);
        for (var i = 0; i < Math.Max(read.Lines.Count, world.Lines.Count); i++)
        {
            RuleAssert.True(
                i < read.Lines.Count,
                $"{world.Lines[^1].Origin} and {world.Lines.Count - read.Lines.Count - 1} lines before it are missing"
            );
            RuleAssert.True(i < world.Lines.Count, $"{read.Lines[i].Origin} is not in the source");
            RuleAssert.True(
                read.Lines[i] == world.Lines[i],
                $"{read.Lines[i]} was delivered instead of {world.Lines[i]}"
            );
        }
    }

    private static async Task IdsAsync(ConnectorDriver driver)
    {
        var id = (string)ManifestRules.Parse(driver)["id"]!;
        var twice = (await ReadAsync(driver))
            .Records.GroupBy(record => RecordId.Of(id, record.LogType, record.Origin))
            .FirstOrDefault(group => group.Count() > 1);
        RuleAssert.True(twice is null, $"{twice?.First().Origin} and {twice?.Last().Origin} have the same ID");
    }

    private static async Task LogTypesAsync(ConnectorDriver driver)
    {
        var known = ManifestRules.Parse(driver)["logTypes"]!.AsArray().Select(log => (string?)log!["id"]).ToHashSet();
        foreach (var message in (await ReadAsync(driver)).Messages)
        {
            var logType = message switch
            {
                RecordBatch batch => batch.LogType,
                RejectedLine rejected => rejected.LogType,
                _ => null,
            };
            RuleAssert.True(logType is null || known.Contains(logType), $"{logType} is not declared");
        }
    }

    private static Task OwnValuesAsync(ConnectorDriver driver) =>
        ValuesAsync(
            driver,
            (origin, found, held) =>
            {
                var forged = found.FirstOrDefault(value => value is not null && !held.Contains(value));
                RuleAssert.True(forged is null, $"{origin} contains \"{forged}\", but its line does not");
            }
        );

    private static Task OwnColumnsAsync(ConnectorDriver driver) =>
        ValuesAsync(
            driver,
            (origin, found, held) =>
                RuleAssert.True(
                    found.SequenceEqual(held),
                    $"{origin} contains {string.Join(", ", found)}, its line {string.Join(", ", held)}"
                )
        );

    private static async Task NotSuppressedAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var read = (await Transcript.OfAsync(world.Connect(), world.Config))
            .Lines.Where(line => !line.IsRecord)
            .Select(line => line.Origin)
            .ToHashSet();
        foreach (var line in world.Lines.Where(line => line.IsRecord))
        {
            RuleAssert.True(!read.Contains(line.Origin), $"{line.Origin} is a record but was rejected");
        }
    }

    /// <summary>Compares the declared columns of each record with the values of its line.</summary>
    private static async Task ValuesAsync(
        ConnectorDriver driver,
        Action<RecordOrigin, IReadOnlyList<string?>, IReadOnlyList<string?>> compare
    )
    {
        using var world = driver.NewWorld();
        var read = await Transcript.OfAsync(world.Connect(), world.Config);
        if (world.Lines.All(line => !line.IsRecord || world.ValuesOf(line.Origin) is null))
        {
            throw new RuleSkippedException("the source does not know the values of its lines");
        }

        var columns = ManifestRules.Parse(driver)["logTypes"]!
            .AsArray()
            .ToDictionary(
                log => (string)log!["id"]!,
                log => log!["columns"]!.AsArray().Select(column => (string)column!["name"]!).ToList()
            );
        foreach (var (origin, logType, json) in read.Records)
        {
            if (
                JsonNode.Parse(json) is JsonObject record
                && columns.TryGetValue(logType, out var declared)
                && world.ValuesOf(origin) is { } held
            )
            {
                compare(origin, declared.ConvertAll(name => record[name]?.ToString()), held);
            }
        }
    }

    private static async Task TwiceAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var first = await Transcript.OfAsync(world.Connect(), world.Config);
        var second = await Transcript.OfAsync(world.Connect(), world.Config);
        RuleAssert.True(Story(first).SequenceEqual(Story(second)), "the messages differ");
    }

    private static async Task CultureAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var first = await Transcript.OfAsync(world.Connect(), world.Config);
        var second = await UnusualCulture.RunAsync(() => Transcript.OfAsync(world.Connect(), world.Config));
        RuleAssert.True(Story(second).SequenceEqual(Story(first)), "the messages differ");
    }

    private static async Task CountsAsync(ConnectorDriver driver)
    {
        var (records, rejected) = (0L, 0L);
        foreach (var message in (await ReadAsync(driver)).Messages)
        {
            records += (message as RecordBatch)?.Count ?? 0;
            rejected += message is RejectedLine ? 1 : 0;
            if (message is CheckpointReached reached)
            {
                RuleAssert.True(
                    (reached.Records, reached.RejectedLines) == (records, rejected),
                    $"{reached.Records} and {reached.RejectedLines} are counted, but {records} and {rejected} were read"
                );
                (records, rejected) = (0, 0);
            }
        }
    }

    private static async Task CoveredAsync(ConnectorDriver driver)
    {
        var read = await ReadAsync(driver);
        RuleAssert.True(
            read.Covered.Count() == read.Lines.Count,
            $"no checkpoint covers the last {read.Lines.Count - read.Covered.Count()} lines"
        );
    }

    private static async Task RejectedAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        RuleAssert.True(world.Lines.Any(line => !line.IsRecord), "the source world has no line to reject");
        foreach (
            var rejected in (await Transcript.OfAsync(world.Connect(), world.Config)).Messages.OfType<RejectedLine>()
        )
        {
            RuleAssert.True(rejected.Error.Kind == ErrorKind.Data, $"{rejected} is of kind {rejected.Error.Kind}");
            RuleAssert.True(
                rejected.Raw.Span.SequenceEqual(world.RawOf(rejected.Origin).Span),
                $"{rejected} does not have the bytes of the source"
            );
            RuleAssert.True(rejected.Error.Message.Length > 0, $"{rejected} has no reason");
        }
    }

    /// <summary>The messages as strings, so that two reads can be compared.</summary>
    internal static IEnumerable<string> Story(Transcript read) => read.Messages.Select(Story);

    internal static string Story(InputMessage message) =>
        message switch
        {
            RecordBatch batch => $"{batch.LogType} {batch.Origin} {batch.Count} {batch.Notes} "
                + Convert.ToHexString(batch.Records.Span),
            RejectedLine rejected => $"{rejected.Origin} {Convert.ToHexString(rejected.Raw.Span)} {rejected.Error}",
            CheckpointReached reached =>
                $"{reached.Records} {reached.RejectedLines} {reached.Objects} {reached.Checkpoint.Version} "
                    + Convert.ToHexString(reached.Checkpoint.State.Span),
            _ => message.ToString(),
        };

    private static async Task<Transcript> ReadAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        return await Transcript.OfAsync(world.Connect(), world.Config);
    }
}
