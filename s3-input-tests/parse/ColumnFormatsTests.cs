using System.Text;
using InputSdk.S3.Parse;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The formats of the values in columns.</summary>
public sealed class ColumnFormatsTests
{
    [Theory]
    [InlineData("Mon, 7 Dec 2020 20:01:55:177", true)]
    [InlineData("Mon, 07 Dec 2020 20:01:55:177", true)]
    [InlineData("Sun, 7 Dec 2020 20:01:55:177", true)]
    [InlineData("Mon, 37 Dec 2020 20:01:55:177", false)]
    [InlineData("Mon, 0 Dec 2020 20:01:55:177", false)]
    [InlineData("Mon,  7 Dec 2020 20:01:55:177", false)]
    [InlineData("Mon, 7 Dec 2020 20:01:55.177", false)]
    [InlineData("Mon, 7 Dec 2020 24:01:55:177", false)]
    [InlineData("Mon, 7 Dec 2020 20:01:55:17", false)]
    [InlineData("Mon, 7 Dec 2020 20:01:55:1777", false)]
    [InlineData("Mon, 7 Dez 2020 20:01:55:177", false)]
    [InlineData("unM, 7 Dec 2020 20:01:55:177", false)]
    [InlineData("2020-12-07T20:01:55.177Z", false)]
    [InlineData("", false)]
    public void A_time_is_accepted_in_only_one_format(string value, bool holds) =>
        Assert.Equal(holds, ColumnFormats.Holds(ColumnShape.Time, Samples.Padded(Encoding.UTF8.GetBytes(value))));
}
