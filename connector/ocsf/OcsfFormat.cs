using InputSdk.S3;

namespace RedshiftAuditConnector;

/// <summary>The format <c>ocsf</c>. <c>docs/ocsf.md</c> explains it.</summary>
internal static class OcsfFormat
{
    public static readonly FormatDefinition Definition = new()
    {
        Id = "ocsf",
        Title = "OCSF",
        Description =
            $"Events of the Open Cybersecurity Schema Framework {Ocsf.Version}: Authentication, Datastore Activity and "
            + "Account Change.",
        Logs = new Dictionary<string, Template>
        {
            [ConnectionLog.Definition.Id] = ConnectionEvents.Event,
            [UserLog.Definition.Id] = UserEvents.Event,
        },
    };
}
