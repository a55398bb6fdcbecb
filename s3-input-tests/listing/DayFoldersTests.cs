using InputSdk.S3.Listing;
using Xunit;

namespace InputSdk.S3.Tests;

public sealed class DayFoldersTests
{
    private static readonly DateOnly Day = new(2024, 3, 9);

    [Theory]
    [InlineData("yyyy/MM/dd", "r/2024/03/09/x", "2024-03-09")]
    [InlineData("yyyy/MM/dd", "2024/03/09/x", "2024-03-09")]
    [InlineData("yyyy/MM/dd", "r/2024/03/09/2025/01/01/x", "2024-03-09")]
    [InlineData("yyyy/MM/dd", "r/2024/13/09/2024/12/31/x", "2024-12-31")]
    [InlineData("yyyy/MM/dd", "r/9999/12/31/x", "9999-12-31")]
    [InlineData("yyyy/M/d", "r/2024/3/9/x", "2024-03-09")]
    [InlineData("yyyy/MM/dd", "r/2024/03/09", null)]
    [InlineData("yyyy/MM/dd", "r/2024/03/x", null)]
    [InlineData("yyyy/MM/dd", "x_2024-03-09", null)]
    public void The_day_of_a_key_is_that_of_its_first_day_folder(string format, string key, string? day) =>
        Assert.Equal(day, new DayFolders(format).DayOf(key)?.ToString("O"));

    [Theory]
    [InlineData("yyyy/MM/dd", "r/2023/12/31/x", "r/2023/")]
    [InlineData("yyyy/MM/dd", "r/2024/02/29/x", "r/2024/02/")]
    [InlineData("yyyy/MM/dd", "r/2024/03/08/x", "r/2024/03/08/")]
    [InlineData("yyyy/MM/dd", "r/2023/notes", "r/2023/")]
    [InlineData("yyyy-MM-dd", "r/2024-03-08/x", "r/2024-03-08/")]
    [InlineData("yyyy/M/d", "r/2024/3/8/x", "r/2024/3/8/")]
    public void A_folder_before_the_start_day_is_excluded_with_the_shortest_prefix(
        string format,
        string key,
        string folder
    ) => Assert.Equal(folder, new DayFolders(format).FolderBefore("r/", key, Day));

    [Theory]
    [InlineData("yyyy/MM/dd", "r/2024/03/09/x")]
    [InlineData("yyyy/MM/dd", "r/2024/03/10/x")]
    [InlineData("yyyy/MM/dd", "r/2025/01/01/x")]
    [InlineData("yyyy/MM/dd", "r/2024/03/x")]
    [InlineData("yyyy/MM/dd", "r/2020x/01/01/x")]
    [InlineData("yyyy/MM/dd", "r/archive/2020/01/01/x")]
    [InlineData("yyyy/MM/dd", "r/x")]
    [InlineData("yyyy/M/d", "r/2024/3/10/x")]
    public void All_other_folders_are_included(string format, string key) =>
        Assert.Null(new DayFolders(format).FolderBefore("r/", key, Day));
}
