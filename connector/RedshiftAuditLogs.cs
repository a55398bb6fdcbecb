using InputSdk.S3;

namespace RedshiftAuditConnector;

/// <summary>
/// The connector for the audit logs of Amazon Redshift. This folder declares everything that is specific to Redshift:
/// https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html
/// </summary>
public sealed class RedshiftAuditLogs() : S3InputConnector(Declaration)
{
    /// <summary>The declaration of the connector.</summary>
    public static readonly InputDefinition Declaration = new()
    {
        Id = "redshift-audit-logs",
        Name = "Redshift Audit Logs",
        Description =
            "Reads the connection and user logs that Amazon Redshift writes to S3: "
            + "who connected to a warehouse, and which database users were changed.",
        Category = "Cloud Security",
        DocumentationUrl = "https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html",
        Version = typeof(RedshiftAuditLogs).Assembly.GetName().Version!.ToString(3),
        EntryType = typeof(RedshiftAuditLogs),
        Settings = Configuration.Settings,
        Secrets = Configuration.Secrets,
        Logs = [ConnectionLog.Definition, UserLog.Definition],
        Layout = ObjectKeys.Layout,
        Formats = [OcsfFormat.Definition],
    };
}
