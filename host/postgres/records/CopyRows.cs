using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace InputHost.Postgres.Records;

/// <summary>
/// Rows in the binary format of COPY: https://www.postgresql.org/docs/current/sql-copy.html. PostgreSQL cannot store
/// U+0000, so U+FFFD replaces it.
/// </summary>
internal sealed class CopyRows
{
    private static readonly DateOnly FirstDay = new(2000, 1, 1);

    /// <summary>The signature, and no flags and no header extension.</summary>
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xff, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The number of values of a row that does not exist.</summary>
    private static ReadOnlySpan<byte> Trailer => [0xff, 0xff];

    /// <summary>Rows are stored in blocks, so that memory never has to be copied to grow.</summary>
    private const int BlockBytes = 1024 * 1024;

    private readonly List<ArrayBufferWriter<byte>> _blocks = [];
    private ArrayBufferWriter<byte> _bytes = null!;
    private int _usedBlocks;
    private long _fullBlocks;

    public CopyRows() => Clear();

    /// <summary>The number of values in which U+FFFD replaced U+0000.</summary>
    public long ReplacedValues { get; set; }

    public int Count { get; private set; }

    public long Length => _fullBlocks + _bytes.WrittenCount;

    public void StartRow(int values)
    {
        if (_bytes.WrittenCount >= BlockBytes)
        {
            _fullBlocks += _bytes.WrittenCount;
            NextBlock();
        }

        Count++;
        Int16((short)values);
    }

    public void Null() => Int32(-1);

    public void Text(string value) => Text(Encoding.UTF8.GetBytes(value));

    public void Text(ReadOnlySpan<byte> value)
    {
        if (value.Contains((byte)0))
        {
            ReplacedValues++;
            value = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(value).Replace('\0', '\uFFFD'));
        }

        Bytes(value);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        _bytes.Write(value);
    }

    public void Number(long value)
    {
        Int32(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    /// <summary>A day; <c>-infinity</c> if it is null.</summary>
    public void Day(DateOnly? day)
    {
        Int32(sizeof(int));
        Int32(day is { } known ? known.DayNumber - FirstDay.DayNumber : int.MinValue);
    }

    /// <summary>A value of the type <c>jsonb</c>.</summary>
    public void Json(ReadOnlySpan<byte> json)
    {
        const byte version = 1;
        Int32(json.Length + 1);
        var target = _bytes.GetSpan(json.Length + 1);
        target[0] = version;
        json.CopyTo(target[1..]);
        if (ReplaceEscapes(target[1..(json.Length + 1)]))
        {
            ReplacedValues++;
        }

        _bytes.Advance(json.Length + 1);
    }

    /// <summary>Writes the complete data for one COPY command. The rows remain.</summary>
    public void CopyTo(Stream stream)
    {
        stream.Write(Header);
        for (var i = 0; i < _usedBlocks; i++)
        {
            stream.Write(_blocks[i].WrittenSpan);
        }

        stream.Write(Trailer);
    }

    public void Clear()
    {
        (Count, _usedBlocks, _fullBlocks) = (0, 0, 0);
        NextBlock();
    }

    /// <summary>Replaces each <c>\u0000</c> by <c>\ufffd</c>, which has the same length.</summary>
    private static bool ReplaceEscapes(Span<byte> json)
    {
        var found = false;
        while (json.IndexOf((byte)'\\') is >= 0 and var at && at + 1 < json.Length)
        {
            json = json[at..];
            if (json.StartsWith("\\u0000"u8))
            {
                "\\ufffd"u8.CopyTo(json);
                found = true;
            }

            json = json[2..];
        }

        return found;
    }

    private void NextBlock()
    {
        if (_usedBlocks == _blocks.Count)
        {
            _blocks.Add(new ArrayBufferWriter<byte>(BlockBytes + (BlockBytes / 4)));
        }

        _bytes = _blocks[_usedBlocks++];
        _bytes.ResetWrittenCount();
    }

    private void Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_bytes.GetSpan(sizeof(short)), value);
        _bytes.Advance(sizeof(short));
    }

    private void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
    }
}
