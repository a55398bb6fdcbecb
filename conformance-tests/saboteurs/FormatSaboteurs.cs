using System.Globalization;
using System.Text.Json.Nodes;
using InputSdk;

namespace ConformanceTests;

/// <summary>Saboteurs with an error in a format of records. They have the manifest with formats.</summary>
internal static class FormatSaboteurs
{
    public static IReadOnlyList<Saboteur> All => [.. Declarations, .. Reads, .. Enriched, .. Requests];

    private static IEnumerable<Saboteur> Declarations =>
        [
            new("N1", "lists native last", Declares(manifest => Rotate(manifest["formats"]!.AsArray()))),
            new(
                "N2",
                "has a schema for a log type that it does not have",
                Declares(manifest => manifest["formats"]![2]!["schemas"]!["letters"] = new JsonObject())
            ),
            new(
                "N3",
                "uses a keyword in the schema of a format that no validator enforces",
                Declares(manifest =>
                    manifest["formats"]![2]!["schemas"]!["numbers"]!["properties"]!["value"]!["const"] = 7
                )
            ),
            new(
                "N4",
                "declares formats for a host that has none",
                Declares(manifest => manifest["contract"]!["minor"] = 3)
            ),
        ];

    private static IEnumerable<Saboteur> Reads =>
        [
            new(
                "N5",
                "writes other bytes if the format native is requested",
                In(RecordFormats.Native, json => json.Replace(",", ", ", StringComparison.Ordinal))
            ),
            new(
                "N6",
                "writes a member of an event twice",
                In(NumbersFormats.Event, json => $"{{\"value\":0,{json[1..]}")
            ),
            new(
                "N7",
                "writes a number below the minimum of the schema",
                In(NumbersFormats.Event, json => json.Replace("\"value\":", "\"value\":-", StringComparison.Ordinal))
            ),
            new(
                "N8",
                "counts no objects in a format of its own",
                Changes(
                    (request, message) =>
                        message is CheckpointReached reached && request.Format == NumbersFormats.Event
                            ? reached with
                            {
                                Objects = 0,
                            }
                            : message
                )
            ),
            new(
                "N11",
                "puts a prefix before the ID in a format of its own",
                In(NumbersFormats.Event, json => json.Replace("\"uid\":\"", "\"uid\":\"id-", StringComparison.Ordinal))
            ),
            new("N12", "writes the day of the read into each event", DriverOf(WithDay)),
        ];

    private static IEnumerable<Saboteur> Enriched =>
        [
            new(
                "N9",
                "names an object without its scheme",
                In(RecordFormats.Enriched, json => json.Replace("s3://", "", StringComparison.Ordinal))
            ),
            new(
                "N10",
                "writes null as an empty text in the format enriched",
                In(
                    RecordFormats.Enriched,
                    json => json.Replace("\"note\":null", "\"note\":\"\"", StringComparison.Ordinal)
                )
            ),
        ];

    private static IEnumerable<Saboteur> Requests =>
        [
            new(
                "N13",
                "starts over if it continues in another format",
                Asks(request =>
                    request is { Format: NumbersFormats.Event, From: not null } ? request with { From = null } : request
                )
            ),
            new(
                "N14",
                "writes native records if a format is unknown",
                Asks(request =>
                    request.Format is RecordFormats.Enriched or NumbersFormats.Event
                        ? request
                        : request with
                        {
                            Format = null,
                        }
                )
            ),
        ];

    private static WrappedConnector WithDay(IInputConnector inner)
    {
        var clock = TimeProvider.System;
        return new WrappedConnector(inner)
        {
            OnRead = (host, _) => clock = host.Time,
            Messages = request =>
                message =>
                    [
                        request.Format == NumbersFormats.Event && message is RecordBatch batch
                            ? ReadingSaboteurs.Changed(batch, json => $"{{\"day\":\"{Day(clock)}\",{json[1..]}")
                            : message,
                    ],
        };
    }

    private static string Day(TimeProvider clock) =>
        clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Rotate(JsonArray formats)
    {
        var first = formats[0];
        formats.RemoveAt(0);
        formats.Add(first);
    }

    private static NumbersDriver Declares(Action<JsonObject> change) =>
        new(made: null, NumbersFormatsManifest.With(change));

    private static NumbersDriver DriverOf(Func<IInputConnector, IInputConnector> made) =>
        new(made, NumbersFormatsManifest.Text);

    private static NumbersDriver Asks(Func<ReadRequest, ReadRequest> change) =>
        DriverOf(inner => new WrappedConnector(inner) { Request = change });

    private static NumbersDriver Changes(Func<ReadRequest, InputMessage, InputMessage> change) =>
        DriverOf(inner => new WrappedConnector(inner) { Messages = request => message => [change(request, message)] });

    /// <summary>Changes the records in one format.</summary>
    private static NumbersDriver In(string format, Func<string, string> change) =>
        Changes(
            (request, message) =>
                message is RecordBatch batch && request.Format == format
                    ? ReadingSaboteurs.Changed(batch, change)
                    : message
        );
}
