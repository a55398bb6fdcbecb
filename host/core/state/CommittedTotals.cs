namespace InputHost.State;

/// <summary>The totals that stored checkpoints cover.</summary>
internal readonly record struct CommittedTotals(long Records, long RejectedLines, long Bytes, long Objects)
{
    public static CommittedTotals operator +(CommittedTotals one, CommittedTotals other) =>
        new(
            one.Records + other.Records,
            one.RejectedLines + other.RejectedLines,
            one.Bytes + other.Bytes,
            one.Objects + other.Objects
        );

    public static CommittedTotals operator -(CommittedTotals one, CommittedTotals other) =>
        new(
            one.Records - other.Records,
            one.RejectedLines - other.RejectedLines,
            one.Bytes - other.Bytes,
            one.Objects - other.Objects
        );
}
