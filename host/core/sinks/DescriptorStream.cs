using System.Runtime.InteropServices;

namespace InputHost.Sinks;

/// <summary>
/// Writes to an open Unix file descriptor, such as standard output, that other programs can share. A
/// <see cref="FileStream"/> has its own file offset and so overwrites what other programs wrote to the file. The
/// console stream of .NET ignores that the reader of a pipe is gone.
/// </summary>
internal sealed class DescriptorStream(int descriptor) : Stream
{
    private const int Interrupted = 4;
    private const int NoDisk = 22;

    // EAGAIN on Linux and macOS: a program that shares the pipe made it non-blocking.
    private static readonly int[] WouldBlock = [11, 35];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">The write failed. Its HResult is the error number.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var written = NativeWrite(descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (WouldBlock.Contains(error))
            {
                var wait = new Poll { Descriptor = descriptor, Events = Poll.Writable };
                _ = NativePoll(ref wait, 1, -1);
            }
            else if (error != Interrupted)
            {
                throw Fault(error);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // There is no buffer.
    }

    /// <summary>Flushes to disk, so that written data survives a power failure. Has no effect on pipes.</summary>
    public void ToDisk()
    {
        while (NativeSync(descriptor) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == NoDisk)
            {
                return;
            }

            if (error != Interrupted)
            {
                throw Fault(error);
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static IOException Fault(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint NativeWrite(int descriptor, ref byte buffer, nint count);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeSync(int descriptor);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativePoll(ref Poll wait, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        public const short Writable = 4;

        public int Descriptor;
        public short Events;
        public short Result;
    }
}
