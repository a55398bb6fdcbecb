namespace LocalS3;

internal static class ObjectFile
{
    /// <summary>Opens a file for reading. Other processes can still write, replace or delete it.</summary>
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

    /// <summary>A file time in whole seconds, which is the precision of S3.</summary>
    public static DateTimeOffset WholeSeconds(DateTime utc) =>
        new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
