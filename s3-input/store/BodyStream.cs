namespace InputSdk.S3;

/// <summary>
/// The body of an object under a watchdog: the SDK's timeout ends with the headers, so a body that
/// stalls would be waited for until the process ends.
/// </summary>
internal sealed class BodyStream(
    Stream body, AwsErrors errors, ObjectVersion version, TimeProvider time, TimeSpan idle) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var watchdog = new CancellationTokenSource(idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watchdog.Token);
        try
        {
            return await body.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw errors.OfBody(version, $"the body gave no byte for {idle.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The headers came, so the source is there: this body broke off.
            throw errors.OfBody(version, $"the body broke off ({e.GetType().Name})");
        }
        catch (Exception e) when (errors.Translated(e, version) is { } translated)
        {
            throw translated;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
