using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using InputSdk;
using Microsoft.AspNetCore.DataProtection;

namespace InputHost.Serve.Inputs;

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
                ErrorKind.Config,
                $"The secrets of \"{input.Name}\" cannot be decrypted, "
                    + "because the keys folder does not contain the keys that encrypted them. "
                    + "Restore the keys folder, or enter the secrets again."
            );
        }
    }

    private IDataProtector Of(string input) => provider.CreateProtector("secrets of inputs", input);
}
