using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace InputSdk.S3.Fuzz;

/// <summary>Gzip data of any kind, and the text that it decodes to.</summary>
internal sealed record GzipCase(byte[] Body, byte[] Text)
{
    private const byte HeaderCrc = 2,
        Extra = 4,
        Name = 8,
        Comment = 16;

    /// <summary>Some members and their padding.</summary>
    public static GzipCase Any(Random random, int size)
    {
        var count = random.Next(3) == 0 ? random.Next(2, 6) : 1;
        var members = Enumerable.Range(0, count).Select(_ => Member(random, size)).ToList();
        var padding = random.Next(4) == 0 ? random.Next(9) : 0;
        return new(
            [.. members.SelectMany(member => member.Body), .. new byte[padding]],
            [.. members.SelectMany(member => member.Text)]
        );
    }

    /// <summary>One member, with data that a compressor or <see cref="DeflateWriter"/> wrote.</summary>
    private static GzipCase Member(Random random, int size)
    {
        if (random.Next(2) == 0)
        {
            var writer = new DeflateWriter(random);
            var data = writer.End(random.Next(1, 5), symbols: random.Next(1, size / 50 + 2));
            return new(Wrap(random, data, writer.Text), writer.Text);
        }

        var text = AnyText(random, random.Next(size));
        return new(Wrap(random, Compress(random, text), text), text);
    }

    /// <summary>Random letters, runs with any period, or rows that repeat.</summary>
    private static byte[] AnyText(Random random, int length)
    {
        var letters = random.Next(1, 257);
        var period = random.Next(3) switch
        {
            0 => length + 1,
            1 => random.Next(1, 41),
            _ => random.Next(1, 40_000),
        };
        var text = new byte[length];
        for (var i = 0; i < length; i++)
        {
            text[i] = i >= period && random.Next(200) > 0 ? text[i - period] : (byte)(random.Next(letters) + ' ');
        }

        return text;
    }

    private static byte[] Compress(Random random, byte[] text)
    {
        var options = new ZLibCompressionOptions
        {
            CompressionLevel = random.Next(10),
            CompressionStrategy = (ZLibCompressionStrategy)random.Next(5),
        };
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, options, leaveOpen: true))
        {
            var flushes = random.Next(3) == 0;
            for (var at = 0; at < text.Length; )
            {
                var some = Math.Min(text.Length - at, random.Next(1, 20_000));
                deflate.Write(text, at, some);
                at += some;
                if (flushes)
                {
                    deflate.Flush();
                }
            }
        }

        // .NET writes no data at all for an empty input. The shortest deflate data is an empty fixed block.
        return packed.Length == 0 ? [3, 0] : packed.ToArray();
    }

    /// <summary>A header with any fields, the data, and its checksum and length.</summary>
    private static byte[] Wrap(Random random, byte[] data, byte[] text)
    {
        var flags = random.Next(2) == 0 ? 0 : random.Next(32);
        byte[] header =
        [
            0x1F,
            0x8B,
            8,
            (byte)flags,
            .. Bytes(random, 6),
            .. (flags & Extra) != 0 ? Field(random) : [],
            .. (flags & Name) != 0 ? Encoding.Latin1.GetBytes("a log.gz\0") : [],
            .. (flags & Comment) != 0 ? "\0"u8.ToArray() : [],
        ];
        byte[] headerCrc = (flags & HeaderCrc) != 0 ? LittleEndian(Crc32.HashToUInt32(header))[..2] : [];
        byte[] trailer = [.. LittleEndian(Crc32.HashToUInt32(text)), .. LittleEndian((uint)text.Length)];
        return [.. header, .. headerCrc, .. data, .. trailer];
    }

    private static byte[] Field(Random random)
    {
        var field = Bytes(random, random.Next(2) == 0 ? 0 : random.Next(300));
        return [.. LittleEndian((uint)field.Length)[..2], .. field];
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] LittleEndian(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
