using System.Globalization;
using System.Text.Json;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Logs in which every row has a unique process id, so that a lost or repeated row is detected.</summary>
internal sealed class NumberedLogs
{
    private int _last;

    public byte[] Text(int rows = 3)
    {
        _last += rows;
        return Samples.Rows(_last - rows + 1, rows);
    }

    public byte[] Gzip(int rows = 3) => Samples.Gzip(Text(rows));

    /// <summary>Asserts that the records contain every row so far exactly once.</summary>
    public void AssertEachOnce(IEnumerable<(RecordOrigin Origin, string Json)> records) =>
        Assert.Equal(Enumerable.Range(1, _last), records.Select(record => Number(record.Json)).Order());

    private static int Number(string json)
    {
        using var record = JsonDocument.Parse(json);
        return int.Parse(record.RootElement.GetProperty("pid").GetString()!, CultureInfo.InvariantCulture);
    }
}
