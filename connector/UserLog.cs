using InputSdk.S3;

namespace RedshiftAuditConnector;

/// <summary>The user log. The time is the last column. The layout has not changed since 2020.</summary>
internal static class UserLog
{
    public static readonly LogDefinition Definition = new()
    {
        Id = "userlog",
        Title = "User Log",
        Description = "Database users that were created, altered, renamed or dropped.",
        ObjectName = ObjectKeys.Of("userlog"),
        Widths = [11],
        Columns =
        [
            new()
            {
                Name = "userid",
                Shape = ColumnShape.Integer,
                Description = "ID of the user who was changed, not of the one who changed it.",
            },
            new()
            {
                Name = "username",
                Shape = ColumnShape.FreeText,
                Description = "Name of the user who was changed.",
            },
            new()
            {
                Name = "oldusername",
                Shape = ColumnShape.FreeText,
                Description = "Previous name of the user, for a rename.",
            },
            new()
            {
                Name = "action",
                Shape = ColumnShape.Word,
                Description = "Action: create, alter, drop or rename.",
            },
            new()
            {
                Name = "usecreatedb",
                Shape = ColumnShape.OptionalFlag,
                Description = "1 if the user can create databases.",
            },
            new()
            {
                Name = "usesuper",
                Shape = ColumnShape.OptionalFlag,
                Description = "1 if the user is a superuser.",
            },
            new()
            {
                Name = "usecatupd",
                Shape = ColumnShape.OptionalFlag,
                Description = "1 if the user can update system catalogs.",
            },
            new()
            {
                Name = "valuntil",
                Shape = ColumnShape.OptionalInteger,
                Description = "Time when the password expires, as a 64-bit integer. 9223372036854775807 means never.",
            },
            new()
            {
                Name = "pid",
                Shape = ColumnShape.Integer,
                Description = "ID of the server process.",
            },
            new()
            {
                Name = "xid",
                Shape = ColumnShape.Integer,
                Description = "ID of the transaction.",
            },
            new()
            {
                Name = "recordtime",
                Shape = ColumnShape.Time,
                Description =
                    "Time of the action in UTC, such as \"Mon, 7 Dec 2020 20:01:55:177\". "
                    + "The last three digits are milliseconds.",
            },
        ],
    };
}
