using InputSdk;

namespace InputHost.Audit;

/// <summary>What an object of the source contains, and what of it is missing in the output.</summary>
internal sealed class AuditedObject(string name, string version)
{
    public string Name => name;

    public string Version => version;

    /// <summary>The folder of the key.</summary>
    public string Folder => name[..(name.LastIndexOf('/') + 1)];

    public long Records { get; set; }

    public long RejectedLines { get; set; }

    public long MissingRecords { get; set; }

    public long MissingRejectedLines { get; set; }

    /// <summary>Rejected lines of the output that are not rejected lines of this object.</summary>
    public long OtherRejectedLines { get; set; }

    /// <summary>Set if the object cannot be read now: its remaining lines are unknown.</summary>
    public (SkipReason Reason, string Message)? Unread { get; set; }

    /// <summary>The object contains lines, and the output contains none of them.</summary>
    public bool IsNeverRead =>
        Records + RejectedLines > 0 && MissingRecords == Records && MissingRejectedLines == RejectedLines;

    public bool IsDifferent => MissingRecords + MissingRejectedLines + OtherRejectedLines > 0 || Unread is not null;
}
