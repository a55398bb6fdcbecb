using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace InputHost.Serve.Inputs;

/// <summary>Stores keys as files that only their owner can read.</summary>
internal sealed class KeyFiles(string folder) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [
            .. Directory
                .EnumerateFiles(folder, "*.xml")
                .Order(StringComparer.Ordinal)
                .Select(path => XElement.Load(path)),
        ];

    public void StoreElement(XElement element, string friendlyName)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Written under another name and renamed, because a partial key could not be read at the next start.
        var path = Path.Combine(folder, $"{friendlyName}.xml");
        using (var file = new FileStream($"{path}.new", options))
        {
            element.Save(file);
            file.Flush(flushToDisk: true);
        }

        File.Move($"{path}.new", path);
    }
}
