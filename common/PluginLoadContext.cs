using System.Reflection;
using System.Runtime.Loader;
using InputSdk;

namespace Common;

// Loads the assemblies of a plugin separately from those of the host and of other plugins. Only the contract is shared.
// This isolates versions; it is not a security boundary.
// No documentation comment: the OpenAPI generator would find the same name in two assemblies.
internal sealed class PluginLoadContext(string assembly)
    : AssemblyLoadContext(Path.GetFileNameWithoutExtension(assembly))
{
    private static readonly Assembly Contract = typeof(IInputConnector).Assembly;

    private readonly AssemblyDependencyResolver _resolver = new(assembly);

    // A copy of the contract in the plugin's folder is ignored: it would define different types.
    protected override Assembly? Load(AssemblyName assemblyName) =>
        string.Equals(assemblyName.Name, Contract.GetName().Name, StringComparison.OrdinalIgnoreCase) ? Contract
        : _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path)
        : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
