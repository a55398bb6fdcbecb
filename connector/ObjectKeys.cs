using InputSdk.S3;

namespace RedshiftAuditConnector;

/// <summary>
/// How Redshift names its objects:
/// <c>[prefix/]AWSLogs/{account}/redshift/{region}/{yyyy}/{MM}/{dd}/{account}_redshift_{region}_{cluster}_{log}_{yyyy-MM-ddTHH:mm}.gz</c>
/// </summary>
internal static class ObjectKeys
{
    public static readonly KeyLayout Layout = new()
    {
        Levels =
        [
            new FolderLevel { Name = "AWSLogs" },
            new FolderLevel { Name = "{account}", Pattern = "^[0-9]{12}$" },
            new FolderLevel { Name = "redshift" },
            new FolderLevel { Name = "{region}", Pattern = "^[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}$" },
        ],
        DayFolder = "yyyy/MM/dd",
    };

    /// <summary>A cluster's name never holds an underscore, so the parts are told from each other beyond doubt.</summary>
    public static ObjectName Of(string log) =>
        new()
        {
            Separator = '_',
            Parts = [null, "redshift", null, null, log, null],
            EndsWithTime = true,
            Suffix = ".gz",
        };
}
