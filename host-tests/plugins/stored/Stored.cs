using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using InputSdk;

namespace Stored;

/// <summary>What the builds in stored/ were made from; compiled no more, so that they stay what they were.</summary>
public sealed class Connector : IInputConnector
{
    public ReadOnlyMemory<byte> Manifest
    {
        get
        {
            using var resource = typeof(Connector).Assembly.GetManifestResourceStream("manifest.json")!;
            var bytes = new MemoryStream();
            resource.CopyTo(bytes);
            return bytes.ToArray();
        }
    }

    public async IAsyncEnumerable<CheckStep> CheckAsync(
        InputConfig config, IInputHost host, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield return new CheckStep { Id = "settings", Outcome = CheckOutcome.Passed, Message = "All is well." };
    }

    public async IAsyncEnumerable<InputMessage> ReadAsync(
        ReadRequest request, IInputHost host, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        var origin = new RecordOrigin { Container = "stored", Object = "object", Version = "v", Ordinal = 1 };
#if NEWER
        host.Report(new InputEvent { Level = EventLevel.Info, Code = "stored.note", Message = request.Note ?? "" });
#endif
        if (request.From is null)
        {
            yield return new RecordBatch { LogType = "lines", Origin = origin, Count = 2, Records = Encoding.UTF8.GetBytes("{\"n\":1}\n{\"n\":2}\n") };
            var error = new InputError { Kind = ErrorKind.Data, Code = "stored.bad", Message = "The line is bad." };
            yield return new RejectedLine { LogType = "lines", Origin = origin with { Ordinal = 3 }, Raw = Encoding.UTF8.GetBytes("bad"), Error = error };
            yield return new ObjectSkipped { Origin = origin with { Object = "empty", Ordinal = 0 }, Reason = SkipReason.Empty, Message = "It is empty." };
        }

        var (records, rejected, objects) = request.From is null ? (2, 1, 2) : (0, 0, 0);
        var checkpoint = new Checkpoint { Version = 1, State = Encoding.UTF8.GetBytes("done") };
        yield return new CheckpointReached { Checkpoint = checkpoint, Records = records, RejectedLines = rejected, Objects = objects };
    }
}
