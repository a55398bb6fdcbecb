namespace InputSdk.S3;

/// <summary>Several streams one after the other; owns them all.</summary>
internal sealed class ConcatStream(params Stream[] parts) : ReadOnlyStream
{
    private int _at;

    /// <summary>All parts but the last were read to their ends.</summary>
    public bool IsInLast => _at == parts.Length - 1;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_at < parts.Length)
        {
            var read = await parts[_at].ReadAsync(buffer, cancellationToken);
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            _at++;
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Array.ForEach(parts, part => part.Dispose());
        }

        base.Dispose(disposing);
    }
}
