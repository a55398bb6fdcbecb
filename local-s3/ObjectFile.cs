namespace LocalS3;

internal static class ObjectFile
{
    /// <summary>Opens a file so that others may still write, replace or delete it.</summary>
    public static FileStream Open(string path) =>
        new(
            path,
            new FileStreamOptions
            {
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
            }
        );

    /// <summary>The time of a file as S3 would tell it.</summary>
    public static DateTimeOffset WholeSeconds(DateTime utc) =>
        new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
