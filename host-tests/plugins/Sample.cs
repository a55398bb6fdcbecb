using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using InputSdk;

namespace Sample;

/// <summary>A valid plugin, and the base class of the invalid ones. Its check reports its dependency.</summary>
public class Good : IInputConnector
{
    public virtual ReadOnlyMemory<byte> Manifest =>
        File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(typeof(Good).Assembly.Location)!, "manifest.json"));

    public async IAsyncEnumerable<CheckStep> CheckAsync(
        InputConfig config,
        IInputHost host,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        yield return new CheckStep
        {
            Id = "dependency",
            Outcome = CheckOutcome.Passed,
            Message = Finding(),
        };
    }

    public async IAsyncEnumerable<InputMessage> ReadAsync(
        ReadRequest request,
        IInputHost host,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        var origin = new RecordOrigin
        {
            Container = "sample",
            Object = "object",
            Version = "1",
            Ordinal = 1,
        };
        yield return new RecordBatch
        {
            LogType = "sample",
            Origin = origin,
            Count = 1,
            Records = Encoding.UTF8.GetBytes(
                request.Format is null ? "{\"n\":1}\n" : $"{{\"n\":1,\"format\":\"{request.Format}\"}}\n"
            ),
            Notes = new RecordNotes { UnreadableTime = request.Format is null ? 0 : 1 },
        };
        var checkpoint = new Checkpoint { Version = 1, State = new byte[] { 1 } };
        yield return new CheckpointReached
        {
            Checkpoint = checkpoint,
            Records = 1,
            RejectedLines = 0,
            Objects = 1,
        };
    }

#if SECOND
    protected virtual string Finding() => Dependency.Second();
#else
    protected virtual string Finding() => Dependency.First();
#endif
}

public sealed class AnotherGood : Good;

public sealed class Native : Good
{
    protected override string Finding() => Marshal.PtrToStringUTF8(Version())!;

    [DllImport("own_native", EntryPoint = "sqlite3_libversion")]
    private static extern nint Version();
}

public sealed class ThrowsWhenMade : Good
{
    public ThrowsWhenMade() => throw new InvalidOperationException("password=hunter2");
}

public sealed class ThrowsBeforeItIsMade : Good
{
    static ThrowsBeforeItIsMade() => throw new InvalidDataException("hunter2");
}

public sealed class ThrowsAboutAFile : Good
{
    public ThrowsAboutAFile() => throw new FileNotFoundException("hunter2", "/run/secrets/hunter2");
}

public sealed class ThrowsInItsManifest : Good
{
    public override ReadOnlyMemory<byte> Manifest => throw new NotSupportedException("hunter2");
}

public sealed class OtherManifest : Good
{
    public override ReadOnlyMemory<byte> Manifest => "{}"u8.ToArray();
}

public sealed class NeedsArguments(string text) : Good
{
    public override string ToString() => text;
}

public abstract class Unfinished : Good;

public sealed class NoConnector;

public sealed class ExitsWhenMade : Good
{
    public ExitsWhenMade() => Environment.Exit(0);
}

public sealed class CrashesWhenMade : Good
{
    public CrashesWhenMade() => Environment.FailFast("hunter2");
}

/// <summary>Ends the process where a rule asks for its manifest, and not when it is made.</summary>
public sealed class ExitsWhenAsked : Good
{
    private int _asked;

    public override ReadOnlyMemory<byte> Manifest => ++_asked > 1 ? Exit() : base.Manifest;

    private static ReadOnlyMemory<byte> Exit()
    {
        Environment.Exit(0);
        return default;
    }
}
