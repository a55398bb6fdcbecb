using System;
using System.IO;
using System.Linq;

/// <summary>Runs in a process before its own code: writes the loaded assemblies to a file when the process ends.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        var file = Environment.GetEnvironmentVariable("LOADED_ASSEMBLIES")!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            File.WriteAllLines(file, AppDomain.CurrentDomain.GetAssemblies().Select(loaded => loaded.GetName().Name!));
    }
}
