using System.Text;
using LocalS3;
using Xunit;

namespace LocalS3Tests;

/// <summary>Random buckets and requests, compared with a model without folders.</summary>
public sealed class ListObjectsModelTests
{
    private static readonly string[] Letters =
    [
        "a",
        "b",
        "-",
        ".x",
        "0",
        "~",
        " ",
        "%",
        "+",
        ":",
        "&",
        "\u0001",
        "\u00E9",
        "\uFFFD",
        "\U0001F600",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_random_bucket_is_listed_like_the_model(int seed)
    {
        var random = new Random(seed);
        await using var bucket = await ServedBucket.StartAsync();
        var keys = RandomKeys(random, bucket);
        for (var turn = 0; turn < 60; turn++)
        {
            var prefix = Part(random, keys);
            var startAfter = random.Next(2) == 0 ? "" : Part(random, keys);
            var delimiter = random.Next(3) switch
            {
                0 => "",
                1 => "/",
                _ => Letters[random.Next(Letters.Length)],
            };
            var pageSize = random.Next(1, 5);

            var expected = Model(keys, prefix, delimiter, startAfter);
            var listed = await bucket.ListAsync(prefix, delimiter, startAfter, pageSize);
            var about =
                $"seed {seed}, turn {turn}: prefix '{prefix}' delimiter '{delimiter}' start-after '{startAfter}' "
                + $"page size {pageSize}\nexpected {Show(expected.Keys)} and {Show(expected.CommonPrefixes)}"
                + $"\ngot      {Show(listed.Keys)} and {Show(listed.CommonPrefixes)}";
            Assert.True(expected.Keys.SequenceEqual(listed.Keys), about);
            Assert.True(expected.CommonPrefixes.SequenceEqual(listed.CommonPrefixes), about);
        }
    }

    private static AllPages Model(IEnumerable<string> keys, string prefix, string delimiter, string startAfter)
    {
        var names = keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key =>
            {
                var at = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
                return (Name: at < 0 ? key : key[..(at + delimiter.Length)], IsPrefix: at >= 0);
            });
        var sorted = names
            .Where(item => string.CompareOrdinal(Bytes(item.Name), Bytes(startAfter)) > 0)
            .Distinct()
            .OrderBy(item => Bytes(item.Name), StringComparer.Ordinal)
            .ToLookup(item => item.IsPrefix, item => item.Name);
        return new AllPages([.. sorted[false]], [.. sorted[true]], []);
    }

    /// <summary>One character for each byte of UTF-8.</summary>
    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static HashSet<string> RandomKeys(Random random, ServedBucket bucket)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (keys.Count < 40)
        {
            var key =
                string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomName(random)))
                + (random.Next(8) == 0 ? "/" : "");
            var path = Path.Join(bucket.BucketFolder, FileNames.Of(key));
            // A file system cannot have a file and a folder with the same name.
            if (!Directory.Exists(path) && !Ancestors(key).Exists(folder => keys.Contains(folder)))
            {
                bucket.Put(key, "");
                keys.Add(key);
            }
        }

        return keys;
    }

    private static string RandomName(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters[random.Next(Letters.Length)]));

    private static List<string> Ancestors(string key) =>
        [.. Enumerable.Range(0, key.Length).Where(at => key[at] == '/' && at < key.Length - 1).Select(at => key[..at])];

    /// <summary>The start of a key, cut between whole characters, or a text that no key starts with.</summary>
    private static string Part(Random random, HashSet<string> keys)
    {
        var key = keys.ElementAt(random.Next(keys.Count));
        var runes = key.EnumerateRunes().ToArray();
        var part = string.Concat(runes.Take(random.Next(runes.Length + 1)));
        return random.Next(6) == 0 ? part + RandomName(random) : part;
    }

    private static string Show(IEnumerable<string> names) => "[" + string.Join(" | ", names) + "]";
}
