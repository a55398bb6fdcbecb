using System.Reflection;
using System.Runtime.Loader;
using InputSdk;

namespace InputHost;

/// <summary>
/// Loads a plugin's assemblies apart from the host's and other plugins'. Only the contract is shared.
/// It keeps versions apart; it is no wall against hostile code.
/// </summary>
internal sealed class PluginContext(string assembly) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(assembly))
{
    private static readonly Assembly Contract = typeof(IInputConnector).Assembly;

    private readonly AssemblyDependencyResolver _resolver = new(assembly);

    /// <summary>The contract first: a copy of it in the plugin's folder would be other types of the same names.</summary>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        string.Equals(assemblyName.Name, Contract.GetName().Name, StringComparison.OrdinalIgnoreCase) ? Contract
        : _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path)
        : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
