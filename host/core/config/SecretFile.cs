using System.Text;

namespace InputHost.Config;

/// <summary>A file that contains one secret as text.</summary>
internal static class SecretFile
{
    public const int MaxBytes = 64 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Reads the secret without one newline at its end, which editors and <c>echo</c> add.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="wrong">Creates the error from the end of a sentence about the file. It contains no secret.</param>
    public static string Read(string path, Func<string, HostException> wrong)
    {
        byte[] bytes;
        try
        {
            bytes = ReadBounded(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw wrong("does not exist");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw wrong($"cannot be read ({e.Message.TrimEnd('.')})");
        }

        if (bytes.Length > MaxBytes)
        {
            throw wrong($"is larger than {MaxBytes} bytes");
        }

        return Text(bytes) switch
        {
            null => throw wrong("is not UTF-8 text"),
            "" => throw wrong("is empty"),
            var secret => secret,
        };
    }

    /// <summary>Reads up to one byte more than the limit, because the path can name an endless device.</summary>
    private static byte[] ReadBounded(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var bytes = new byte[MaxBytes + 1];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static string? Text(byte[] bytes)
    {
        try
        {
            var text = StrictUtf8.GetString(bytes);
            var newline =
                text.EndsWith("\r\n", StringComparison.Ordinal) ? 2
                : text.EndsWith('\n') ? 1
                : 0;
            return text[..^newline];
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
