using System.IO.Compression;
using System.Text.Unicode;

namespace TestSupport.Load;

/// <summary>
/// Generates logs as busy clusters write them: rows of about 275 bytes that gzip compresses by a factor of about 3.4,
/// from sessions that overlap. The compression ratio determines the cost of reading, so the rows are neither noise nor
/// one session after the other, whose rows would repeat each other.
/// </summary>
public sealed class LogGenerator(int seed)
{
    private const int MaxRowBytes = 1024;

    /// <summary>
    /// The maximum number of connections of a cluster. The more rows of other sessions are between two rows of one
    /// session, the fewer repetitions gzip finds.
    /// </summary>
    private const int OpenSessions = 2_000;

    private static readonly string[] Events =
    [
        "authenticated",
        "initiating session",
        "set application_name",
        "disconnecting session",
    ];

    private static readonly string[] Actions = ["create", "alter", "alter", "rename", "drop"];

    private readonly Random _random = new(seed);
    private readonly LogSession?[] _open = new LogSession?[OpenSessions];
    private DateTime _time = new(2024, 3, 9, 0, 0, 0, DateTimeKind.Utc);
    private int _xid = 98_000_000;

    /// <summary>The given number of rows of a connection log.</summary>
    public byte[] Rows(int count)
    {
        using var text = new MemoryStream();
        Write(text, rows: count, bytes: long.MaxValue, ConnectionRow);
        return text.ToArray();
    }

    /// <summary>Writes rows of a connection log until the text has at least the given number of bytes.</summary>
    public LogSize Rows(Stream stream, long bytes) => Write(stream, long.MaxValue, bytes, ConnectionRow);

    /// <summary>Writes rows of a user log until the text has at least the given number of bytes.</summary>
    public LogSize UserRows(Stream stream, long bytes) => Write(stream, long.MaxValue, bytes, UserRow);

    public static byte[] Gzip(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    private static LogSize Write(Stream stream, long rows, long bytes, RowMaker row)
    {
        var buffer = new byte[64 * 1024];
        var (done, written, length) = (0L, 0L, 0);
        while (done < rows && written < bytes)
        {
            if (buffer.Length - length < MaxRowBytes)
            {
                stream.Write(buffer, 0, length);
                length = 0;
            }

            var rowBytes = row(buffer.AsSpan(length));
            length += rowBytes;
            written += rowBytes;
            done++;
        }

        stream.Write(buffer, 0, length);
        return new LogSize(Objects: 1, done, written);
    }

    /// <summary>
    /// The next event of one of the sessions. After the last event of a session, a new session starts.
    /// </summary>
    private int ConnectionRow(Span<byte> text)
    {
        var at = _random.Next(_open.Length);
        var session = _open[at] ??= new LogSession(_random) { Events = _random.Next(Events.Length) };
        var happened = Events[session.Events++];
        if (session.Events == Events.Length)
        {
            _open[at] = new LogSession(_random);
        }

        _time = _time.AddMilliseconds(_random.Next(1, 30_000));
        var duration = happened == Events[^1] ? _random.NextInt64(10_000_000_000) : 0;
        // The application name is logged only after authentication.
        var application = happened == Events[0] ? "" : session.Application;
        Utf8.TryWrite(
            text,
            $"{happened} |{_time:ddd, d MMM yyyy HH:mm:ss}:{_time:fff}|{session.Host} |{session.Port} |{session.Pid}|"
                + $"{session.Database} |{session.User} |{session.Method} |{duration}|{session.Tls} |{session.Cipher} |"
                + $"0| | |{session.IamGuid} |{application} |{session.Os} |{session.Driver} |{session.Plugin} |"
                + $"{session.Protocol}|{session.Id} |{session.Compression}\n",
            out var length
        );
        return length;
    }

    private int UserRow(Span<byte> text)
    {
        _time = _time.AddMilliseconds(_random.Next(1, 9_000_000));
        _xid += _random.Next(1, 10_000);
        var (action, user, isOld) = (
            Actions[_random.Next(Actions.Length)],
            _random.Next(100, 5_000),
            _random.Next(4) == 0
        );
        var (name, oldName) = (
            LogSession.UserOf(_random).Name,
            action == "rename" ? LogSession.UserOf(_random).Name : ""
        );
        Utf8.TryWrite(
            text,
            $"{user}|{name} |{oldName} |{action} |{_random.Next(2)}|{(isOld ? 1 : 0)}|0|{long.MaxValue}|"
                + $"{LogSession.PidOf(_random)}|{_xid}|{_time:ddd, d MMM yyyy HH:mm:ss}:{_time:fff}\n",
            out var length
        );
        return length;
    }

    private delegate int RowMaker(Span<byte> text);
}

/// <summary>The size of the generated logs.</summary>
public readonly record struct LogSize(int Objects, long Rows, long TextBytes, long GzipBytes = 0)
{
    public static LogSize operator +(LogSize one, LogSize other) =>
        new(
            one.Objects + other.Objects,
            one.Rows + other.Rows,
            one.TextBytes + other.TextBytes,
            one.GzipBytes + other.GzipBytes
        );

    public string Short => $"{(Objects == 1 ? "1 object" : $"{Objects:N0} objects")}, {TextBytes / 1e6:N0} MB of text";

    public override string ToString() =>
        $"{(Objects == 1 ? "1 object" : $"{Objects:N0} objects")}, {Rows:N0} rows, {TextBytes / 1e6:N1} MB of text, "
        + $"{GzipBytes / 1e6:N1} MB of gzip: {(double)TextBytes / Rows:0.0} bytes a row, "
        + $"{(double)TextBytes / GzipBytes:0.00} : 1, {GzipBytes / 1e3 / Objects:N1} kB an object";
}
