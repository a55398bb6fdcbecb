using InputSdk.S3;

namespace RedshiftAuditConnector;

/// <summary>
/// Amazon Redshift's audit logs. All that is Redshift's own stands in this folder, as data:
/// https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html
/// </summary>
public sealed class RedshiftAuditLogs() : S3InputConnector(Declaration)
{
    /// <summary>What the connector is.</summary>
    public static readonly InputDefinition Declaration = new()
    {
        Id = "redshift-audit-logs",
        Name = "Amazon Redshift audit logs",
        Description =
            "Who connected to a Redshift warehouse, and which database users were changed: the connection and user logs that Redshift writes to S3.",
        Version = "0.1.0",
        EntryType = typeof(RedshiftAuditLogs),
        Settings = Configuration.Settings,
        Secrets = Configuration.Secrets,
        Logs = [ConnectionLog.Definition, UserLog.Definition],
        Layout = ObjectKeys.Layout,
    };
}
