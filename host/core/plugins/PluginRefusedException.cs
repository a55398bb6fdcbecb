using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using InputSdk;

namespace InputHost;

/// <summary>A plugin cannot be used. Other plugins are not affected.</summary>
internal sealed class PluginRefusedException(string reason) : Exception(reason);
