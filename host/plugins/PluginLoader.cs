using System.Reflection;
using System.Reflection.Metadata;
using InputSdk;

namespace InputHost;

/// <summary>Brings a plugin's code to life. Whatever goes wrong in it is the reason that this one plugin is refused.</summary>
internal static class PluginLoader
{
    /// <exception cref="PluginRefusedException">Its code cannot be loaded, fails, or is not what the manifest says.</exception>
    public static IInputConnector Load(Plugin plugin)
    {
        try
        {
            var connector = Create(plugin);
            return connector.Manifest.Span.SequenceEqual(plugin.ManifestJson)
                ? connector
                : throw new PluginRefusedException("its manifest.json is not the one that its code carries");
        }
        catch (Exception e) when (e is not PluginRefusedException)
        {
            // The code of somebody else may throw anything.
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
                ? throw new PluginRefusedException($"its type {name} is no {nameof(IInputConnector)}")
            : type.IsAbstract || type.GetConstructor([]) is null
                ? throw new PluginRefusedException($"its type {name} has no public constructor without parameters")
            : (IInputConnector)Activator.CreateInstance(type)!;
    }

    private static Assembly LoadAssembly(string path)
    {
        var context = new PluginContext(path);
        Assembly assembly;
        try
        {
            assembly = context.LoadFromAssemblyPath(path);
        }
        catch (BadImageFormatException)
        {
            // This one does not know the name of the file.
            throw new PluginRefusedException($"{Path.GetFileName(path)} is no .NET assembly for this machine");
        }

        // Otherwise what is missing or too old shows only when the first method that needs it runs: in the middle of a read.
        foreach (var needed in assembly.GetReferencedAssemblies())
        {
            var found = context.LoadFromAssemblyName(needed).GetName().Version;
            if (found < needed.Version)
            {
                throw new PluginRefusedException($"it needs {needed.Name} {needed.Version} and would get {found}");
            }
        }

        return assembly;
    }

    /// <summary>
    /// An exception of unknown origin may quote anything, a secret too, so its message is never shown:
    /// only its type and, where the runtime could not load something, the name of that.
    /// </summary>
    private static string Reason(Exception e) =>
        e switch
        {
            TargetInvocationException or TypeInitializationException when e.InnerException is { } inner => Reason(
                inner
            ),
            FileNotFoundException { FileName: { } file } when AssemblyNamed(file) is { } name =>
                $"it needs {name}, which is not there",
            FileLoadException { FileName: { } file } when AssemblyNamed(file) is { } name =>
                $"{name} cannot be loaded ({nameof(FileLoadException)})",
            BadImageFormatException { FileName: { } file } when AssemblyNamed(file) is { } name =>
                $"{name} is no .NET assembly for this machine",
            TypeLoadException { TypeName: { Length: > 0 } name } =>
                $"its type {name} cannot be loaded ({e.GetType().Name})",
            _ => $"its code fails with {e.GetType().Name}",
        };

    /// <summary>Where the runtime names a file, it gives the assembly's full name; code that throws may give any text.</summary>
    private static string? AssemblyNamed(string text) =>
        text.Contains(", Version=", StringComparison.Ordinal)
        && text.Contains(", PublicKeyToken=", StringComparison.Ordinal)
        && AssemblyNameInfo.TryParse(text, out var assembly)
            ? $"{assembly.Name} {assembly.Version}"
            : null;
}
