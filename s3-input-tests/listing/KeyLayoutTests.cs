using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>A declaration that can match no object is refused when it is created.</summary>
public sealed class KeyLayoutTests
{
    [Fact]
    public void A_layout_needs_a_level_above_the_day_folders() =>
        Assert.Contains(
            "at least one level",
            Assert.Throws<ArgumentException>(() => new KeyLayout { Levels = [], DayFolder = "yyyy/MM/dd" }).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("")]
    [InlineData("yyyy/MM")]
    [InlineData("flat")]
    public void A_day_folder_format_must_contain_a_complete_date(string format) =>
        Assert.Contains(
            "must contain year, month and day",
            Assert
                .Throws<ArgumentException>(() =>
                    new KeyLayout { Levels = [new FolderLevel { Name = "logs" }], DayFolder = format }
                )
                .Message,
            StringComparison.Ordinal
        );
}
