using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace InputHost.Serve;

/// <summary>Encrypts the secrets of inputs. The secrets of one input cannot be decrypted for another input.</summary>
internal sealed class SecretProtector(IDataProtectionProvider provider)
{
    public byte[]? Encrypt(string input, JsonObject secrets) =>
        secrets.Count == 0 ? null : Of(input).Protect(Encoding.UTF8.GetBytes(secrets.ToJsonString()));

    /// <exception cref="HostException">The secrets were encrypted with other keys.</exception>
    public JsonObject Decrypt(StoredInput input)
    {
        try
        {
            return input.Secrets is null ? [] : JsonNode.Parse(Of(input.Id).Unprotect(input.Secrets))!.AsObject();
        }
        catch (CryptographicException)
        {
            throw new HostException(
                ExitCode.Usage,
                $"The secrets of \"{input.Name}\" cannot be decrypted, "
                    + "because the keys folder does not contain the keys that encrypted them. "
                    + "Restore the keys folder, or enter the secrets again."
            );
        }
    }

    private IDataProtector Of(string input) => provider.CreateProtector("secrets of inputs", input);
}

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
