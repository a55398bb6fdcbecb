using InputSdk.S3;

namespace RedshiftAuditConnector;

/// <summary>
/// The keys of the objects that Redshift writes. The folder is
/// <c>[prefix/]AWSLogs/{account}/redshift/{region}/{yyyy}/{MM}/{dd}/</c>, and the file name is
/// <c>{account}_redshift_{region}_{cluster}_{log}_{yyyy-MM-ddTHH:mm}.gz</c>.
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

    /// <summary>The file names of a log type. Cluster names have no underscore, so the parts are unambiguous.</summary>
    public static ObjectName Of(string log) =>
        new()
        {
            Separator = '_',
            Parts = ["{account}", "redshift", "{region}", "{cluster}", log, null],
            EndsWithTime = true,
            Suffix = ".gz",
        };
}
