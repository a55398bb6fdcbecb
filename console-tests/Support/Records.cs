namespace ConsoleTests;

/// <summary>Reads the records of a file.</summary>
internal static class Records
{
    private const string Member = "\"pid\":\"";

    public static IEnumerable<int> Pids(string file) =>
        File.ReadLines(file)
            .Select(record =>
            {
                var start = record.IndexOf(Member, StringComparison.Ordinal) + Member.Length;
                return int.Parse(record.AsSpan(start, record.IndexOf('"', start) - start));
            });
}
