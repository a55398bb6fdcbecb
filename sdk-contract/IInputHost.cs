namespace InputSdk;

/// <summary>What a host gives to a connector for the length of one call.</summary>
public interface IInputHost
{
    /// <summary>
    /// The clock and its timers. A connector takes no time from elsewhere, and decides nothing about
    /// data by it: the time of the source counts there.
    /// </summary>
    TimeProvider Time { get; }

    /// <summary>
    /// The customer of the platform that the read is for, <c>""</c> when there is only one. Where a
    /// source knows an external id (AWS: <c>sts:ExternalId</c>), it is this value, set by the host
    /// and never by the person who configures the input, so that one tenant cannot use the role of
    /// another.
    /// </summary>
    string TenantId { get; }

    /// <summary>
    /// Takes note of something a person may want to know. Returns at once, never throws, and may be
    /// called from several threads. The data itself never goes this way.
    /// </summary>
    /// <param name="inputEvent">What happened.</param>
    void Report(InputEvent inputEvent);
}
