using InputSdk;

namespace Common;

/// <summary>A host that ignores events.</summary>
/// <param name="time">The clock.</param>
/// <param name="tenantId">The tenant; empty for none.</param>
internal sealed class NullHost(TimeProvider time, string tenantId = "") : IInputHost
{
    public TimeProvider Time => time;

    public string TenantId => tenantId;

    public void Report(InputEvent inputEvent) { }
}
