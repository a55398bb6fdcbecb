using System.IO.Hashing;
using InputSdk.S3.Decode.Inflate;

namespace InputSdk.S3.Decode;

/// <summary>Why a <see cref="VerifyingGzipDecoder"/> stopped.</summary>
internal enum GzipDecodeStatus
{
    /// <summary>All input was consumed.</summary>
    NeedsInput,

    /// <summary>There is no space for the next byte of text.</summary>
    NeedsRoom,

    /// <summary>
    /// The input is not gzip, or is damaged. <see cref="VerifyingGzipDecoder.Fault"/> describes the error.
    /// </summary>
    Damaged,
}

/// <summary>
/// Decompresses gzip (https://www.rfc-editor.org/rfc/rfc1952): any number of members, whose checksums and lengths it
/// verifies, and zeros after the last one as padding. The input can end only between two members or within the padding.
/// </summary>
/// <param name="isPortable">Use only instructions that all processors have.</param>
internal sealed class VerifyingGzipDecoder(bool isPortable = false)
{
    private const int HeaderBytes = 10;
    private const byte Checksum = 2,
        Extra = 4,
        Name = 8,
        Comment = 16,
        Reserved = 0xE0;

    private static readonly (byte Flag, State State)[] Fields =
    [
        (Extra, State.ExtraLength),
        (Name, State.Name),
        (Comment, State.Comment),
        (Checksum, State.HeaderChecksum),
    ];

    private readonly Inflater _inflater = new(isPortable);
    private readonly Checksum _crc = new(isPortable);
    private readonly Crc32 _headerCrc = new();
    private State _state;
    private byte _flags;
    private int _at;
    private int _left;
    private uint _word;
    private long _length;

    private enum State
    {
        Header,
        ExtraLength,
        Extra,
        Name,
        Comment,
        HeaderChecksum,
        Text,
        Checksum,
        Length,
        Between,
        Padding,
        Failed,
    }

    /// <summary>The input can end here.</summary>
    public bool MayEnd => _state is State.Between or State.Padding;

    /// <summary>Describes what is damaged.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>The number of bytes of input that were consumed but not decoded.</summary>
    public int Unused => _inflater.Unused;

    public void Reset()
    {
        _inflater.Reset();
        StartMember();
    }

    /// <summary>Decompresses until the input or the space for text is used up.</summary>
    /// <param name="input">The input.</param>
    /// <param name="next">The position of the next byte of input.</param>
    /// <param name="text">
    /// All earlier text, or at least its last 32 KiB, and space for more up to the end of the span.
    /// </param>
    /// <param name="end">The position of the next byte of text.</param>
    public GzipDecodeStatus Decode(ReadOnlySpan<byte> input, ref int next, Span<byte> text, ref int end)
    {
        while (_state != State.Failed)
        {
            if (_state == State.Text)
            {
                if (Text(input, ref next, text, ref end) is { } stopped)
                {
                    return stopped;
                }
            }
            else if (!_inflater.TryTakeByte(input, ref next, out var value))
            {
                return GzipDecodeStatus.NeedsInput;
            }
            else
            {
                Take(value);
            }
        }

        return GzipDecodeStatus.Damaged;
    }

    private GzipDecodeStatus? Text(ReadOnlySpan<byte> input, ref int next, Span<byte> text, ref int end)
    {
        // A match can only reach back to the start of its own member.
        var start = end;
        var inflated = _inflater.Inflate(input, ref next, text, (int)Math.Max(0, end - _length), ref end);
        _crc.Append(text[start..end]);
        _length += end - start;
        switch (inflated)
        {
            case InflateStatus.NeedsInput:
                return GzipDecodeStatus.NeedsInput;
            case InflateStatus.NeedsRoom:
                return GzipDecodeStatus.NeedsRoom;
            case InflateStatus.Done:
                Enter(State.Checksum);
                return null;
            default:
                Fail("invalid compressed data");
                return GzipDecodeStatus.Damaged;
        }
    }

    /// <summary>Decodes a byte of a header, a trailer or the padding.</summary>
    private void Take(byte value)
    {
        if (_state is State.Between or State.Padding)
        {
            TakeAfter(value);
            return;
        }

        if (_state < State.HeaderChecksum)
        {
            _headerCrc.Append([value]);
        }

        _word |= _at < sizeof(uint) ? (uint)value << (8 * _at) : 0;
        _at++;
        switch (_state)
        {
            case State.Header:
                TakeHeader(value);
                break;
            case State.ExtraLength when _at == sizeof(ushort):
                _left = (int)_word;
                Enter(State.Extra);
                if (_left == 0)
                {
                    EnterField();
                }

                break;
            case State.Extra when _at == _left:
            case State.Name or State.Comment when value == 0:
                EnterField();
                break;
            case State.HeaderChecksum when _at == sizeof(ushort):
                var checksum = _headerCrc.GetCurrentHashAsUInt32() & 0xFFFF;
                Check(_word == checksum, "a header that does not match its checksum");
                EnterField();
                break;
            case State.Checksum when _at == sizeof(uint):
                Check(_word == _crc.Value, "text that does not match its checksum");
                Enter(State.Length);
                break;
            case State.Length when _at == sizeof(uint):
                Check(_word == (uint)_length, "text that does not match its length");
                Enter(State.Between);
                break;
        }
    }

    private void TakeHeader(byte value)
    {
        switch (_at)
        {
            case 1 when value != 0x1F:
            case 2 when value != 0x8B:
                Fail("bytes that are not a gzip header");
                break;
            case 3 when value != 8:
                Fail($"the unsupported compression method {value}");
                break;
            case 4 when (value & Reserved) != 0:
                Fail("reserved header flags");
                break;
            case 4:
                _flags = value;
                break;
            case HeaderBytes:
                EnterField();
                break;
        }
    }

    /// <summary>Moves to the next field of the header whose flag is set, or to the text if there is none.</summary>
    private void EnterField()
    {
        var (flag, state) = Array.Find(Fields, field => (_flags & field.Flag) != 0);
        _flags &= (byte)~flag;
        Enter(flag == 0 ? State.Text : state);
    }

    private void TakeAfter(byte value)
    {
        if (value == 0)
        {
            Enter(State.Padding);
        }
        else if (_state == State.Padding)
        {
            Fail("bytes after the zero padding");
        }
        else
        {
            StartMember();
            Take(value);
        }
    }

    private void StartMember()
    {
        _inflater.Start();
        _crc.Reset();
        _headerCrc.Reset();
        (_length, _flags) = (0, 0);
        Enter(State.Header);
    }

    private void Enter(State state)
    {
        if (_state != State.Failed || state == State.Header)
        {
            (_state, _at, _word) = (state, 0, 0);
        }
    }

    private void Check(bool holds, string fault)
    {
        if (!holds)
        {
            Fail(fault);
        }
    }

    private void Fail(string fault) => (_state, Fault) = (State.Failed, fault);
}
