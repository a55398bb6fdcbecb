using InputSdk;
using InputSdk.Conformance;
using RedshiftAuditConnector;

namespace ConformanceTests;

/// <summary>Saboteurs with packaging errors: copies of a valid plugin with one change.</summary>
internal static class PluginSaboteurs
{
    public static IReadOnlyList<Saboteur> All =>
        [
            new(
                "M1",
                "contains a file that is not listed",
                new PackedDriver(folder => File.WriteAllText(Path.Combine(folder, "more.txt"), "more"))
            ),
            new(
                "M2",
                "contains a copy of the contract",
                new PackedDriver(folder =>
                {
                    File.Copy(typeof(IInputConnector).Assembly.Location, Path.Combine(folder, "InputSdk.dll"));
                    List(folder, "InputSdk.dll");
                })
            ),
            new(
                "M3",
                "names an entry that is not a connector",
                new PackedDriver(folder =>
                {
                    var manifest = Path.Combine(folder, "manifest.json");
                    File.WriteAllText(
                        manifest,
                        File.ReadAllText(manifest)
                            .Replace(
                                "RedshiftAuditConnector.RedshiftAuditLogs",
                                "RedshiftAuditConnector.NoSuchType",
                                StringComparison.Ordinal
                            )
                    );
                    List(folder, "manifest.json");
                })
            ),
        ];

    private static void List(string folder, string file)
    {
        var list = Path.Combine(folder, "SHA256SUMS");
        var hash = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file)))
        );
        File.WriteAllLines(list, [.. File.ReadLines(list).Where(line => line[66..] != file), $"{hash}  {file}"]);
    }

    /// <summary>A changed copy of this repository's plugin, without a source world: its reads are correct.</summary>
    private sealed class PackedDriver(Action<string> change) : ConnectorDriver, IDisposable
    {
        private readonly Lazy<string> _folder = new(() =>
        {
            var folder = Directory.CreateTempSubdirectory("packed-").FullName;
            foreach (var file in Directory.EnumerateFiles(AuditDriver.Built))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }

            change(folder);
            return folder;
        });

        public override string? PluginFolder => _folder.Value;

        public void Dispose()
        {
            if (_folder.IsValueCreated)
            {
                Directory.Delete(_folder.Value, recursive: true);
            }
        }

        public override bool HasWorld => false;

        public override ReadOnlyMemory<byte> ShippedManifest => File.ReadAllBytes(Repository.File("manifest.json"));

        public override InputConfig ValidConfig => new AuditDriver().ValidConfig;

        public override IInputConnector Create() =>
            new RedshiftAuditLogs { OpenStore = (_, _, _) => new InputSdk.S3.TestSupport.MemoryStore() };
    }
}
