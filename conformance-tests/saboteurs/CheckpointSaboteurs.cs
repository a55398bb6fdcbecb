using System.Buffers.Binary;
using System.Security.Cryptography;
using InputSdk;

namespace ConformanceTests;

/// <summary>Saboteurs with errors in checkpoints, recovery or concurrency.</summary>
internal static class CheckpointSaboteurs
{
    public static IReadOnlyList<Saboteur> All =>
        [
            new(
                "G1",
                "counts one file too many in its second checkpoint",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    Messages = request => request.From is null ? CountingOneFileTooMany(2) : Unchanged,
                })
            )
            {
                NoticedBy = ["I1", "I2", "J1"],
            },
            new(
                "G2",
                "counts one file too many after it resumed from a checkpoint",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    Messages = request => request.From is null ? Unchanged : CountingOneFileTooMany(1),
                })
            )
            {
                NoticedBy = ["G4"],
            },
            new(
                "G3",
                "delivers the last file again if there is no new data",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    Request = request =>
                        request.From is { Version: 1, State.Length: 44 } stored
                        && IsSound(stored)
                        && FilesOf(stored) is >= 3 and var files
                            ? From(request, files - 1)
                            : request,
                })
            )
            {
                NoticedBy = ["G1", "G4", "G6", "I1", "I2", "J1"],
            },
            new(
                "G4",
                "reads only the files that existed at first",
                DriverOf(inner => new WrappedConnector(inner) { Messages = _ => WithoutNewFiles })
            ),
            new(
                "G5",
                "writes another version than its manifest declares",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    Messages = _ =>
                        message =>
                            message is CheckpointReached reached
                                ? [reached with { Checkpoint = reached.Checkpoint with { Version = 2 } }]
                                : [message],
                    Request = request =>
                        request.From is { Version: 2 } stored
                            ? request with
                            {
                                From = stored with { Version = 1 },
                            }
                            : request,
                })
            ),
            new(
                "G6",
                "binds its checkpoints to the secret",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    Messages = request =>
                        message =>
                            message is CheckpointReached reached
                                ?
                                [
                                    reached with
                                    {
                                        Checkpoint = reached.Checkpoint with
                                        {
                                            State = (byte[])
                                                [
                                                    .. reached.Checkpoint.State.Span,
                                                    .. SHA256.HashData(request.Config.Secrets.Span),
                                                ],
                                        },
                                    },
                                ]
                                : [message],
                    Request = request =>
                        request.From is { } stored
                            ? request with
                            {
                                From = stored with
                                {
                                    State = stored.State.Span.EndsWith(SHA256.HashData(request.Config.Secrets.Span))
                                        ? stored.State[..^32]
                                        : default,
                                },
                            }
                            : request,
                })
            ),
            new(
                "G7",
                "reuses the memory of a checkpoint",
                DriverOf(inner => new WrappedConnector(inner) { Messages = _ => InOneBuffer() })
            )
            {
                NoticedBy = ["G1"],
            },
            new(
                "H1",
                "accepts checkpoints of any version",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    Request = request =>
                        request.From is { } stored ? request with { From = stored with { Version = 1 } } : request,
                })
            ),
            new(
                "H2",
                "starts over if its checkpoint was truncated",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    Request = request => request.From?.State.Length < 44 ? request with { From = null } : request,
                })
            ),
            new(
                "H3",
                "starts over if its checkpoint was damaged",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    Request = request =>
                        request.From is { State.Length: 44 } stored && !IsSound(stored)
                            ? request with
                            {
                                From = null,
                            }
                            : request,
                })
            ),
            new(
                "H4",
                "accepts the checkpoint of another list",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    Request = request =>
                        request.From is { Version: 1, State.Length: 44 } stored && IsSound(stored)
                            ? request with
                            {
                                From = NumbersState.Write(FilesOf(stored), NumbersConfig.Read(request.Config)),
                            }
                            : request,
                })
            ),
            new(
                "I1",
                "emits a checkpoint before the last record that it covers",
                DriverOf(inner => new WrappedConnector(inner) { Messages = _ => CheckpointFirst() })
            )
            {
                NoticedBy = ["F3", "F4", "G1", "G2", "I2", "J1"],
            },
            new(
                "I2",
                "treats an unavailable file as empty",
                DriverOf(inner => new EmptyForUnavailableConnector(inner))
            ),
            new(
                "J1",
                "ignores the cancellation of a read",
                DriverOf(inner => new WrappedConnector(inner) { IgnoresCancellation = true })
            ),
            new(
                "J2",
                "resumes an abandoned read in the next read",
                DriverOf(inner => new ResumingAbandonedReadConnector(inner))
            ),
            new("J3", "supports only one read at a time", DriverOf(inner => new SingleReadConnector(inner))),
            new(
                "J4",
                "calls the source before the first message is requested",
                DriverOf(inner => new EarlyReadConnector(inner))
            )
            {
                NoticedBy = ["J5"],
            },
            new(
                "J5",
                "reads everything before it delivers the first message",
                DriverOf(inner => new BufferingConnector(inner))
            ),
        ];

    private static NumbersDriver DriverOf(Func<IInputConnector, IInputConnector> made) => new(made);

    private static IEnumerable<InputMessage> Unchanged(InputMessage message) => [message];

    private static int FilesOf(Checkpoint? checkpoint) =>
        checkpoint?.State.Length == 44 ? BinaryPrimitives.ReadInt32LittleEndian(checkpoint.State.Span) : -1;

    private static bool IsSound(Checkpoint checkpoint) =>
        SHA256.HashData(checkpoint.State.Span[..12]).AsSpan().SequenceEqual(checkpoint.State.Span[12..]);

    private static ReadRequest From(ReadRequest request, int files) =>
        request with
        {
            From = NumbersState.Write(files, "numbers"),
        };

    private static CheckpointReached Moved(CheckpointReached reached, int files) =>
        reached with
        {
            Checkpoint = NumbersState.Write(FilesOf(reached.Checkpoint) + files, "numbers"),
        };

    /// <summary>The n-th checkpoint counts one file more than was read.</summary>
    private static Func<InputMessage, IEnumerable<InputMessage>> CountingOneFileTooMany(int n)
    {
        var checkpoints = 0;
        return message => message is CheckpointReached reached && ++checkpoints == n ? [Moved(reached, 1)] : [message];
    }

    private static IEnumerable<InputMessage> WithoutNewFiles(InputMessage message) =>
        message switch
        {
            RecordBatch { Origin.Object: "one" or "two" or "three" }
            or RejectedLine { Origin.Object: "one" or "two" or "three" } => [message],
            CheckpointReached reached when FilesOf(reached.Checkpoint) <= 3 => [message],
            _ => [],
        };

    private static Func<InputMessage, IEnumerable<InputMessage>> InOneBuffer()
    {
        var buffer = new byte[44];
        return message =>
        {
            if (message is not CheckpointReached reached)
            {
                return [message];
            }

            reached.Checkpoint.State.Span.CopyTo(buffer);
            return [reached with { Checkpoint = reached.Checkpoint with { State = buffer } }];
        };
    }

    /// <summary>Delays each line until the next message and emits checkpoints first.</summary>
    private static Func<InputMessage, IEnumerable<InputMessage>> CheckpointFirst()
    {
        var held = new List<InputMessage>();
        return message =>
        {
            if (message is CheckpointReached)
            {
                InputMessage[] swapped = [message, .. held];
                held.Clear();
                return swapped;
            }

            InputMessage[] before = [.. held];
            held.Clear();
            held.Add(message);
            return before;
        };
    }

    private sealed class EmptyForUnavailableConnector(IInputConnector inner) : IInputConnector
    {
        public ReadOnlyMemory<byte> Manifest => inner.Manifest;

        public IAsyncEnumerable<CheckStep> CheckAsync(
            InputConfig config,
            IInputHost host,
            CancellationToken cancellationToken = default
        ) => inner.CheckAsync(config, host, cancellationToken);

        public async IAsyncEnumerable<InputMessage> ReadAsync(
            ReadRequest request,
            IInputHost host,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            var files = Math.Max(0, FilesOf(request.From));
            await using var messages = inner
                .ReadAsync(request, host, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(messages) is { } more)
            {
                if (more)
                {
                    files = messages.Current is CheckpointReached reached ? FilesOf(reached.Checkpoint) : files;
                    yield return messages.Current;
                    continue;
                }

                yield return new CheckpointReached
                {
                    Checkpoint = NumbersState.Write(files + 1, "numbers"),
                    Records = 0,
                    RejectedLines = 0,
                    Objects = 1,
                };
                break;
            }
        }

        /// <returns>Null at the end, false if a file is unavailable.</returns>
        private static async Task<bool?> NextAsync(IAsyncEnumerator<InputMessage> messages)
        {
            try
            {
                return await messages.MoveNextAsync() ? true : null;
            }
            catch (InputException e) when (e.Error.Kind == ErrorKind.Transient)
            {
                return false;
            }
        }
    }

    private sealed class ResumingAbandonedReadConnector(IInputConnector inner) : WrappedConnector(inner)
    {
        private int _seen;

        public override async IAsyncEnumerable<InputMessage> ReadAsync(
            ReadRequest request,
            IInputHost host,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            var (skip, isDone) = (_seen, false);
            try
            {
                _seen = 0;
                await foreach (var message in base.ReadAsync(request, host, cancellationToken))
                {
                    if (skip-- <= 0)
                    {
                        yield return message;
                    }

                    _seen++;
                }

                isDone = true;
            }
            finally
            {
                _seen = isDone ? 0 : _seen;
            }
        }
    }

    private sealed class SingleReadConnector(IInputConnector inner) : WrappedConnector(inner)
    {
        private bool _isRead;

        public override async IAsyncEnumerable<InputMessage> ReadAsync(
            ReadRequest request,
            IInputHost host,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            if (_isRead)
            {
                yield break;
            }

            _isRead = true;
            try
            {
                await foreach (var message in base.ReadAsync(request, host, cancellationToken))
                {
                    yield return message;
                }
            }
            finally
            {
                _isRead = false;
            }
        }
    }

    private sealed class BufferingConnector(IInputConnector inner) : WrappedConnector(inner)
    {
        public override async IAsyncEnumerable<InputMessage> ReadAsync(
            ReadRequest request,
            IInputHost host,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            var hoard = new List<InputMessage>();
            InputException? fault = null;
            try
            {
                await foreach (var message in base.ReadAsync(request, host, cancellationToken))
                {
                    hoard.Add(message);
                }
            }
            catch (InputException e)
            {
                fault = e;
            }

            foreach (var message in hoard)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return message;
            }

            if (fault is not null)
            {
                throw new InputException(fault.Error);
            }
        }
    }

    private sealed class EarlyReadConnector(IInputConnector inner) : WrappedConnector(inner), IInputConnector
    {
        IAsyncEnumerable<InputMessage> IInputConnector.ReadAsync(
            ReadRequest request,
            IInputHost host,
            CancellationToken cancellationToken
        )
        {
            var early = base.ReadAsync(request, host, CancellationToken.None)
                .GetAsyncEnumerator(CancellationToken.None);
            Task.Run(async () => await early.MoveNextAsync(), CancellationToken.None)
                .ContinueWith(task => task.Exception, TaskScheduler.Default)
                .Wait(CancellationToken.None);
            return base.ReadAsync(request, host, cancellationToken);
        }
    }
}
