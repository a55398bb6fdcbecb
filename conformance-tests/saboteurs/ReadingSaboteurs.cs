using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using InputSdk;

namespace ConformanceTests;

/// <summary>Saboteurs with errors in records, connection tests and error reports.</summary>
internal static class ReadingSaboteurs
{
    public static IReadOnlyList<Saboteur> All =>
        [
            new(
                "D1",
                "skips a step of the connection test of a valid source",
                Checks(
                    (_, step) =>
                        step is { Id: "list", Outcome: CheckOutcome.Passed }
                            ? step with
                            {
                                Outcome = CheckOutcome.Skipped,
                            }
                            : step
                )
            ),
            new(
                "D2",
                "reports success after a failed step",
                Checks(
                    (_, step) =>
                        step.Outcome == CheckOutcome.Skipped ? step with { Outcome = CheckOutcome.Passed } : step
                )
            ),
            new(
                "D3",
                "reports success if the source is unavailable",
                Checks(
                    (_, step) =>
                        step is { Id: "list", Outcome: CheckOutcome.Failed }
                            ? step with
                            {
                                Outcome = CheckOutcome.Passed,
                                Error = null,
                            }
                            : step
                )
            ),
            new(
                "D4",
                "ignores the cancellation of a connection test",
                DriverOf(inner => new UncancelableCheckConnector(inner))
            ),
            new(
                "E1",
                "puts its columns in another order",
                Records(json => $"{{\"note\":null,{json[1..json.IndexOf(",\"note", StringComparison.Ordinal)]}}}")
            ),
            new(
                "E2",
                "writes numbers as numbers",
                Records(json =>
                    json.Replace(
                        json.Split('"')[3] is var number ? $"\"{number}\"" : "",
                        number,
                        StringComparison.Ordinal
                    )
                )
            ),
            new(
                "E3",
                "reports one record too many in a batch",
                Changes(message => message is RecordBatch batch ? [batch with { Count = batch.Count + 1 }] : [message])
            )
            {
                NoticedBy = ["F3", "G1", "J3"],
            },
            new(
                "E4",
                "drops the last number without counting it",
                DriverOf(inner => new WrappedConnector(inner) { Messages = _ => Dropping("5") })
            )
            {
                NoticedBy = ["I1", "I2", "J1"],
            },
            new(
                "E5",
                "gives two records the same origin",
                Changes(message =>
                    message is RecordBatch { Origin.Ordinal: 2 } batch
                        ? [batch with { Origin = batch.Origin with { Ordinal = 1 } }]
                        : [message]
                )
            )
            {
                NoticedBy = ["E4", "E7", "E8", "I1", "I2", "J1"],
            },
            new(
                "E6",
                "names a log type that is not declared",
                Changes(message =>
                    message is RejectedLine rejected ? [rejected with { LogType = "letters" }] : [message]
                )
            ),
            new(
                "E7",
                "changes a value of a record",
                Records(json => json.Replace("\"3\"", "\"9\"", StringComparison.Ordinal))
            )
            {
                NoticedBy = ["E8"],
            },
            new(
                "E8",
                "also puts a value into the next column",
                Records(json => json.Replace("null", $"\"{json.Split('"')[3]}\"", StringComparison.Ordinal))
            ),
            new(
                "E9",
                "rejects the line before a bad one",
                DriverOf(inner => new WrappedConnector(inner) { Messages = _ => Rejecting("4") })
            )
            {
                NoticedBy = ["E4", "I1", "I2", "J1"],
            },
            new(
                "F1",
                "adds a random note to each number",
                Records(json => json.Replace("null", $"\"{Guid.NewGuid()}\"", StringComparison.Ordinal))
            )
            {
                NoticedBy = ["E7", "E8", "F2"],
            },
            new(
                "F2",
                "formats a number in a reason with the current culture",
                Changes(message =>
                    message is RejectedLine rejected
                        ?
                        [
                            rejected with
                            {
                                Error = rejected.Error with
                                {
                                    Message = $"It is {(-1.5).ToString(CultureInfo.CurrentCulture)}.",
                                },
                            },
                        ]
                        : [message]
                )
            ),
            new(
                "F3",
                "counts one record too many",
                Changes(message =>
                    message is CheckpointReached reached ? [reached with { Records = reached.Records + 1 }] : [message]
                )
            ),
            new(
                "F4",
                "emits no checkpoint at the end",
                DriverOf(inner => new WrappedConnector(inner) { Messages = _ => WithoutThirdCheckpoint() })
            )
            {
                NoticedBy = ["G3", "G4", "G6"],
            },
            new(
                "F5",
                "reports an invalid line as an internal error",
                Changes(message =>
                    message is RejectedLine rejected
                        ? [rejected with { Error = rejected.Error with { Kind = ErrorKind.Internal } }]
                        : [message]
                )
            )
            {
                NoticedBy = ["L2"],
            },
            new(
                "K1",
                "shows the secret in an event",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    OnRead = (host, request) =>
                        host.Report(
                            new InputEvent
                            {
                                Level = EventLevel.Info,
                                Code = "numbers.started",
                                Message = $"Reading with {Token(request.Config)}.",
                            }
                        ),
                })
            )
            {
                NoticedBy = ["K2", "K3"],
            },
            new(
                "K2",
                "shows the secret in an error",
                Fails(
                    (request, e) =>
                        e.Error.Kind == ErrorKind.Config
                            ? e
                            : With(
                                e,
                                error =>
                                    error with
                                    {
                                        Message =
                                            $"{error.Message} The token was "
                                            + $"{Uri.EscapeDataString(Token(request.Config))}.",
                                    }
                            )
                )
            ),
            new(
                "K3",
                "repeats a secret that is not valid",
                Fails(
                    (request, e) =>
                        e.Error.Kind != ErrorKind.Config
                            ? e
                            : With(
                                e,
                                error =>
                                    error with
                                    {
                                        Message =
                                            Convert.ToHexString(Encoding.UTF8.GetBytes(Token(request.Config)))
                                            + " is not valid.",
                                    }
                            )
                )
            ),
            new(
                "K4",
                "shows the secret in a failed step",
                Checks(
                    (config, step) =>
                        step is { Error: not null, Id: "list" } ? step with { Message = Token(config) } : step
                )
            ),
            new(
                "L1",
                "throws the exception of a library",
                Fails((_, e) => e.Error.Kind == ErrorKind.Transient ? new IOException("Reset.") : e)
            ),
            new(
                "L2",
                "raises an error that its manifest does not declare",
                Fails(
                    (_, e) =>
                        With(
                            e,
                            error => error.Kind == ErrorKind.Access ? error with { Code = "numbers.forbidden" } : error
                        )
                )
            ),
            new(
                "L3",
                "sets a retry time on a permanent error",
                Fails(
                    (_, e) =>
                        With(
                            e,
                            error =>
                                error.Kind == ErrorKind.Access
                                    ? error with
                                    {
                                        RetryAfter = TimeSpan.FromHours(1),
                                    }
                                    : error
                        )
                )
            ),
            new(
                "L4",
                "points to a member that does not exist",
                Fails(
                    (_, e) =>
                        With(
                            e,
                            error =>
                                error.Kind == ErrorKind.Access ? error with { Pointer = "/settings/nowhere" } : error
                        )
                )
            ),
            new(
                "L5",
                "does not end an error message with a period",
                Fails(
                    (_, e) =>
                        With(e, error => error.Kind == ErrorKind.Access ? error with { Message = "denied" } : error)
                )
            ),
        ];

    private static NumbersDriver DriverOf(Func<IInputConnector, IInputConnector> made) => new(made);

    private static NumbersDriver Checks(Func<InputConfig, CheckStep, CheckStep> change) =>
        DriverOf(inner => new WrappedConnector(inner) { Step = change });

    private static NumbersDriver Changes(Func<InputMessage, IEnumerable<InputMessage>> change) =>
        DriverOf(inner => new WrappedConnector(inner) { Messages = _ => change });

    private static NumbersDriver Fails(Func<ReadRequest, InputException, Exception> change) =>
        DriverOf(inner => new WrappedConnector(inner) { Error = change });

    private static NumbersDriver Records(Func<string, string> change) =>
        Changes(message => message is RecordBatch batch ? [Changed(batch, change)] : [message]);

    /// <summary>A batch of one record, with another record.</summary>
    internal static RecordBatch Changed(RecordBatch batch, Func<string, string> change) =>
        batch with
        {
            Records = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(batch.Records.Span).TrimEnd('\n')) + "\n"),
        };

    private static InputException With(InputException e, Func<InputError, InputError> change) => new(change(e.Error));

    private static string Token(InputConfig config)
    {
        try
        {
            return JsonNode.Parse(config.Secrets.Span)?.AsObject().FirstOrDefault().Value?.ToString() ?? "";
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static Func<InputMessage, IEnumerable<InputMessage>> Rejecting(string number)
    {
        var rejected = 0;
        return message =>
        {
            if (
                message is RecordBatch batch
                && Encoding.UTF8.GetString(batch.Records.Span).Contains($"\"{number}\"", StringComparison.Ordinal)
            )
            {
                rejected++;
                var error = new InputError
                {
                    Kind = ErrorKind.Data,
                    Code = "line.no_number",
                    Message = "The line is not a number.",
                };
                return
                [
                    new RejectedLine
                    {
                        LogType = batch.LogType,
                        Origin = batch.Origin,
                        Raw = Encoding.UTF8.GetBytes(number),
                        Error = error,
                    },
                ];
            }

            var left = rejected;
            rejected = message is CheckpointReached ? 0 : rejected;
            return message is CheckpointReached reached
                ? [reached with { Records = reached.Records - left, RejectedLines = reached.RejectedLines + left }]
                : [message];
        };
    }

    private static Func<InputMessage, IEnumerable<InputMessage>> Dropping(string number)
    {
        var dropped = 0;
        return message =>
        {
            if (
                message is RecordBatch batch
                && Encoding.UTF8.GetString(batch.Records.Span).Contains($"\"{number}\"", StringComparison.Ordinal)
            )
            {
                dropped++;
                return [];
            }

            var left = dropped;
            dropped = message is CheckpointReached ? 0 : dropped;
            return message is CheckpointReached reached
                ? [reached with { Records = reached.Records - left }]
                : [message];
        };
    }

    private static Func<InputMessage, IEnumerable<InputMessage>> WithoutThirdCheckpoint()
    {
        var checkpoints = 0;
        return message => message is CheckpointReached && ++checkpoints == 3 ? [] : [message];
    }

    private sealed class UncancelableCheckConnector(IInputConnector inner) : WrappedConnector(inner), IInputConnector
    {
        IAsyncEnumerable<CheckStep> IInputConnector.CheckAsync(
            InputConfig config,
            IInputHost host,
            CancellationToken cancellationToken
        ) => CheckAsync(config, host, CancellationToken.None);
    }
}
