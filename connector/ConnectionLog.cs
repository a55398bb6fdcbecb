using InputSdk.S3;

namespace RedshiftAuditConnector;

/// <summary>
/// The connection log. New columns were always added at the end. In the files, <c>os_version</c> is before
/// <c>driver_version</c>, although some documents list them in the opposite order.
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
            new() { Name = "event", Description = "Event, such as authenticated or authentication failure." },
            new()
            {
                Name = "recordtime",
                Shape = ColumnShape.Time,
                Description =
                    "Time of the event in UTC, such as \"Mon, 7 Dec 2020 20:01:55:177\". "
                    + "The last three digits are milliseconds.",
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
            new() { Name = "authmethod", Description = "Authentication method." },
            new()
            {
                Name = "duration",
                Shape = ColumnShape.Integer,
                Description = "Duration of the connection, in microseconds.",
            },
            new() { Name = "sslversion", Description = "TLS version." },
            new() { Name = "sslcipher", Description = "TLS cipher." },
            new()
            {
                Name = "mtu",
                Shape = ColumnShape.OptionalInteger,
                Description = "Maximum transmission unit, in bytes.",
            },
            new() { Name = "sslcompression", Description = "TLS compression." },
            new() { Name = "sslexpansion", Description = "TLS expansion." },
            new() { Name = "iamauthguid", Description = "ID of the IAM authentication in AWS CloudTrail." },
            new()
            {
                Name = "application_name",
                Shape = ColumnShape.FreeText,
                Description = "Name that the application set for the session.",
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
                Description = "Name and version of the ODBC or JDBC driver of the client.",
            },
            new()
            {
                Name = "plugin_name",
                Shape = ColumnShape.FreeText,
                Description = "Plugin that the client used to authenticate.",
            },
            new()
            {
                Name = "protocol_version",
                Shape = ColumnShape.OptionalInteger,
                Description = "Version of the wire protocol between the driver and the server.",
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
