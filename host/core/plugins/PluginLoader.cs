using System.Reflection;
using System.Reflection.Metadata;
using Common;
using InputSdk;

namespace InputHost.Plugins;

/// <summary>Loads the code of a plugin and creates its connector. An error in it refuses only this plugin.</summary>
internal static class PluginLoader
{
    /// <exception cref="PluginRefusedException">The code cannot be loaded, fails, or has another manifest.</exception>
    public static IInputConnector Load(Plugin plugin)
    {
        try
        {
            var connector = Create(plugin);
            return connector.Manifest.Span.SequenceEqual(plugin.ManifestJson)
                ? connector
                : throw new PluginRefusedException("its manifest.json differs from the manifest in its code");
        }
        catch (Exception e) when (e is not PluginRefusedException)
        {
            // The code of a plugin can throw any exception.
            throw new PluginRefusedException(Reason(e));
        }
    }

    private static IInputConnector Create(Plugin plugin)
    {
        var assembly = LoadAssembly(Path.Combine(plugin.Folder, plugin.Manifest.Entry.Assembly));
        var name = plugin.Manifest.Entry.Type;
        var type =
            assembly.GetType(name)
            ?? throw new PluginRefusedException($"{plugin.Manifest.Entry.Assembly} has no type {name}");
        return !type.IsAssignableTo(typeof(IInputConnector))
                ? throw new PluginRefusedException($"its type {name} does not implement {nameof(IInputConnector)}")
            : type.IsAbstract || type.GetConstructor([]) is null
                ? throw new PluginRefusedException($"its type {name} has no public parameterless constructor")
            : (IInputConnector)Activator.CreateInstance(type)!;
    }

    private static Assembly LoadAssembly(string path)
    {
        var context = new PluginLoadContext(path);
        Assembly assembly;
        try
        {
            assembly = context.LoadFromAssemblyPath(path);
        }
        catch (BadImageFormatException)
        {
            // The exception has no file name here.
            throw new PluginRefusedException($"{Path.GetFileName(path)} is not a .NET assembly for this machine");
        }

        // Otherwise a missing or old dependency would fail only during a read, when a method first needs it.
        foreach (var needed in assembly.GetReferencedAssemblies())
        {
            var found = context.LoadFromAssemblyName(needed).GetName().Version;
            if (found < needed.Version)
            {
                throw new PluginRefusedException(
                    $"it needs {needed.Name} {needed.Version}, but {found} would be loaded"
                );
            }
        }

        return assembly;
    }

    /// <summary>
    /// The message of an unknown exception can contain a secret, so it is never shown. The reason has only the type
    /// of the exception and, if the runtime could not load something, its name.
    /// </summary>
    private static string Reason(Exception e) =>
        e switch
        {
            TargetInvocationException or TypeInitializationException when e.InnerException is { } inner => Reason(
                inner
            ),
            FileNotFoundException { FileName: { } file } when AssemblyNamed(file) is { } name =>
                $"it needs {name}, which is missing",
            FileLoadException { FileName: { } file } when AssemblyNamed(file) is { } name =>
                $"{name} cannot be loaded ({nameof(FileLoadException)})",
            BadImageFormatException { FileName: { } file } when AssemblyNamed(file) is { } name =>
                $"{name} is not a .NET assembly for this machine",
            TypeLoadException { TypeName: { Length: > 0 } name } =>
                $"its type {name} cannot be loaded ({e.GetType().Name})",
            _ => $"its code fails with {e.GetType().Name}",
        };

    /// <summary>
    /// The runtime sets the file name to the full name of the assembly. Other code can set it to any text.
    /// </summary>
    private static string? AssemblyNamed(string text) =>
        text.Contains(", Version=", StringComparison.Ordinal)
        && text.Contains(", PublicKeyToken=", StringComparison.Ordinal)
        && AssemblyNameInfo.TryParse(text, out var assembly)
            ? $"{assembly.Name} {assembly.Version}"
            : null;
}
