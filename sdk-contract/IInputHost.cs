namespace InputSdk;

/// <summary>The services that a host provides to a connector for one call.</summary>
public interface IInputHost
{
    /// <summary>
    /// The clock and its timers. A connector uses no other clock of the machine. Decisions about data use the
    /// time of the source, not this clock.
    /// </summary>
    TimeProvider Time { get; }

    /// <summary>
    /// The tenant of the platform that the input belongs to; <c>""</c> when there is only one. If the
    /// source supports an external id (AWS: <c>sts:ExternalId</c>), this value is used. The host sets it,
    /// never the person who configures the input, so that a tenant cannot use the role of another tenant.
    /// </summary>
    string TenantId { get; }

    /// <summary>
    /// Reports an event for the user. Returns at once, never throws, and can be called from several
    /// threads. Events never contain data of the source.
    /// </summary>
    /// <param name="inputEvent">What happened.</param>
    void Report(InputEvent inputEvent);
}
