namespace InputHost;

/// <summary>What an input came to.</summary>
internal readonly record struct Sums(long Records, long RejectedLines, long Bytes, long Objects)
{
    public static Sums operator +(Sums one, Sums other) => new(
        one.Records + other.Records, one.RejectedLines + other.RejectedLines, one.Bytes + other.Bytes, one.Objects + other.Objects);

    public static Sums operator -(Sums one, Sums other) => new(
        one.Records - other.Records, one.RejectedLines - other.RejectedLines, one.Bytes - other.Bytes, one.Objects - other.Objects);
}
