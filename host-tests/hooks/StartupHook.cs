using System;
using System.IO;
using System.Linq;

/// <summary>Runs before the code of a process: writes the loaded assemblies to a file when it ends.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        var file = Environment.GetEnvironmentVariable("LOADED_ASSEMBLIES")!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            File.WriteAllLines(file, AppDomain.CurrentDomain.GetAssemblies().Select(loaded => loaded.GetName().Name!));
    }
}
