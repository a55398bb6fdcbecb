namespace InputSdk.S3.Fuzz;

/// <summary>
/// The properties of the gzip decoder, each tested with one case that a seed generates. A property returns what is
/// wrong, or null.
/// </summary>
internal static class GzipProperties
{
    private const int SmallDrops = 600;
    private const int LargeDrops = 300_000;

    public static readonly IReadOnlyDictionary<string, Func<int, string?>> All = new Dictionary<
        string,
        Func<int, string?>
    >
    {
        ["G1: gzip of any kind is decoded to its text, in portions of any size"] = Sound,
        ["G2: damaged gzip is accepted or rejected as by GZipStream"] = Damaged,
        ["G3: random bytes after a header are accepted or rejected as by GZipStream"] = AnyBytes,
        ["G4: truncated gzip is reported as truncated"] = Cut,
    };

    private static string? Sound(int seed)
    {
        var random = new Random(seed);
        var made = GzipCase.Any(random, Size(random));
        var theirs = GzipVerdicts.OfGZipStream(made.Body, random);
        return theirs is null || !theirs.AsSpan().SequenceEqual(made.Text)
            ? "GZipStream does not decode it"
            : Wrong(made.Body, made.Text, LargeDrops, random, out _)
                ?? Wrong(made.Body, made.Text, random.Next(1, SmallDrops), random, out _);
    }

    private static string? Damaged(int seed)
    {
        var random = new Random(seed);
        var body = GzipCase.Any(random, Size(random)).Body;
        for (var times = random.Next(3) == 0 ? random.Next(1, 20) : 1; times > 0; times--)
        {
            var at = random.Next(body.Length);
            body = random.Next(6) switch
            {
                0 => [.. body[..at], .. body[(at + 1)..]],
                1 => [.. body[..at], (byte)random.Next(256), .. body[at..]],
                2 => [.. body[..at], (byte)random.Next(256), .. body[(at + 1)..]],
                _ => [.. body[..at], (byte)(body[at] ^ (1 << random.Next(8))), .. body[(at + 1)..]],
            };
        }

        return AsTheirs(body, random);
    }

    private static string? AnyBytes(int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[random.Next(1, 400)];
        random.NextBytes(bytes);

        // A dynamic block, or the kind of block in the random first bits.
        bytes[0] = (byte)(random.Next(2) == 0 ? bytes[0] : (bytes[0] & ~6) | 4);
        return AsTheirs([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, .. bytes], random);
    }

    private static string? Cut(int seed)
    {
        var random = new Random(seed);
        var made = GzipCase.Any(random, Size(random));
        var body = made.Body[..random.Next(1, made.Body.Length)];
        var ours = GzipVerdicts.OfOurs(body, random.Next(1, SmallDrops), random, out var fault);
        return ours is null && fault != "the end of the data" ? $"{fault} is found"
            : ours is not null && !made.Text.AsSpan().StartsWith(ours) ? "the output differs"
            : AsTheirs(body, random);
    }

    private static int Size(Random random) => random.Next(4) == 0 ? 150_000 : 2_000;

    private static string? AsTheirs(byte[] body, Random random)
    {
        var theirs = body.Length == 0 ? null : GzipVerdicts.OfGZipStream(body, random);
        return Wrong(body, theirs, LargeDrops, random, out var fault)
            ?? Wrong(body, theirs, random.Next(1, SmallDrops), random, out var inDrops)
            ?? (fault == inDrops ? null : $"{fault} is found, and in small portions {inDrops}");
    }

    private static string? Wrong(byte[] body, byte[]? expected, int most, Random random, out string fault)
    {
        var ours = GzipVerdicts.OfOurs(body, most, random, out fault);
        return (ours, expected) switch
        {
            (null, null) => null,
            (null, _) => $"in portions of up to {most}, {fault} is found; GZipStream decodes {expected.Length} bytes",
            (_, null) => $"in portions of up to {most}, {ours.Length} bytes are decoded; GZipStream finds a fault",
            _ when ours.AsSpan().SequenceEqual(expected) => null,
            _ => $"in portions of up to {most}, {ours.Length} bytes are decoded; GZipStream decodes others",
        };
    }
}
