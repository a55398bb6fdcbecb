using InputSdk.S3;

namespace RedshiftAuditConnector;

/// <summary>
/// The connection log. Columns were added over the years, always at the end. <c>os_version</c> stands
/// before <c>driver_version</c> in the files, whatever some documents say.
/// </summary>
internal static class ConnectionLog
{
    public static readonly LogDefinition Definition = new()
    {
        Id = "connectionlog",
        Title = "Connection Log",
        Description = "Authentication attempts, connections and disconnections.",
        ObjectName = ObjectKeys.Of("connectionlog"),
        Widths = [14, 15, 16, 19, 21, 22],
        Columns =
        [
            new() { Name = "event", Description = "What happened, such as authenticated or authentication failure." },
            new()
            {
                Name = "recordtime",
                Shape = ColumnShape.Time,
                Description =
                    "When it happened, in UTC, such as \"Mon, 7 Dec 2020 20:01:55:177\"; the last three digits are milliseconds.",
            },
            new() { Name = "remotehost", Description = "Name or IP address of the client." },
            new()
            {
                Name = "remoteport",
                Shape = ColumnShape.OptionalInteger,
                Description = "Port of the client.",
            },
            new()
            {
                Name = "pid",
                Shape = ColumnShape.Integer,
                Description = "ID of the server process.",
            },
            new()
            {
                Name = "dbname",
                Shape = ColumnShape.FreeText,
                Description = "Name of the database.",
            },
            new()
            {
                Name = "username",
                Shape = ColumnShape.FreeText,
                Description = "Name of the user.",
            },
            new() { Name = "authmethod", Description = "How the user was authenticated." },
            new()
            {
                Name = "duration",
                Shape = ColumnShape.Integer,
                Description = "Length of the connection, in microseconds.",
            },
            new() { Name = "sslversion", Description = "Version of TLS." },
            new() { Name = "sslcipher", Description = "Cipher of TLS." },
            new()
            {
                Name = "mtu",
                Shape = ColumnShape.OptionalInteger,
                Description = "Maximum transmission unit, in bytes.",
            },
            new() { Name = "sslcompression", Description = "Compression that TLS uses." },
            new() { Name = "sslexpansion", Description = "Expansion that TLS uses." },
            new() { Name = "iamauthguid", Description = "ID of the IAM authentication in AWS CloudTrail." },
            new()
            {
                Name = "application_name",
                Shape = ColumnShape.FreeText,
                Description = "Name that the application gave itself for the session.",
            },
            new()
            {
                Name = "os_version",
                Shape = ColumnShape.FreeText,
                Description = "Operating system of the client.",
            },
            new()
            {
                Name = "driver_version",
                Shape = ColumnShape.FreeText,
                Description = "ODBC or JDBC driver of the client and its version.",
            },
            new()
            {
                Name = "plugin_name",
                Shape = ColumnShape.FreeText,
                Description = "Plug-in that the client authenticated with.",
            },
            new()
            {
                Name = "protocol_version",
                Shape = ColumnShape.OptionalInteger,
                Description = "Version of the wire protocol between driver and server.",
            },
            new()
            {
                Name = "sessionid",
                Shape = ColumnShape.OptionalUuid,
                Description = "Unique ID of the session.",
            },
            new() { Name = "compression", Description = "Compression of the connection." },
        ],
    };
}
