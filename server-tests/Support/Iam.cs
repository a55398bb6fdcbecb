using System.Text;
using System.Xml.Linq;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Amazon.S3;

namespace ServerTests;

/// <summary>
/// The few IAM calls that the tests need. Signing is part of the AWS SDK's core, so the tests do not need its IAM
/// package.
/// </summary>
internal sealed class Iam(Uri endpoint, Keys administrator)
{
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly HttpClient Http = new();

    public Task PutUserPolicyAsync(string user, string policy) =>
        CallAsync("PutUserPolicy", ("UserName", user), ("PolicyName", "policy"), ("PolicyDocument", policy));

    public async Task PutRoleAsync(string role, string trust, string policy)
    {
        await CallAsync("CreateRole", ("RoleName", role), ("AssumeRolePolicyDocument", trust));
        await CallAsync("PutRolePolicy", ("RoleName", role), ("PolicyName", "policy"), ("PolicyDocument", policy));
    }

    /// <summary>Creates a user and its access key.</summary>
    public async Task<Keys> CreateUserAsync(string user)
    {
        await CallAsync("CreateUser", ("UserName", user));
        var answer = await CallAsync("CreateAccessKey", ("UserName", user));
        return new Keys(Value("AccessKeyId"), Value("SecretAccessKey"));

        string Value(string name) => answer.Descendants().Single(element => element.Name.LocalName == name).Value;
    }

    private async Task<XElement> CallAsync(string action, params (string Name, string Value)[] parameters)
    {
        // Ceph decodes a plus sign in a form as a plus sign, so spaces are percent-encoded.
        var body = Encoding.UTF8.GetBytes(
            string.Join(
                '&',
                parameters
                    .Append(("Action", action))
                    .Append(("Version", "2010-05-08"))
                    .Select(parameter => $"{parameter.Item1}={Uri.EscapeDataString(parameter.Item2)}")
            )
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", Form);
        foreach (var (name, value) in Signed(body))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? XElement.Parse(answer)
            : throw new InvalidOperationException($"{action} failed with {(int)response.StatusCode}: {answer}");
    }

    private IEnumerable<(string Name, string Value)> Signed(byte[] body)
    {
        var request = new DefaultRequest(new Amazon.S3.Model.ListBucketsRequest(), "iam")
        {
            HttpMethod = "POST",
            Endpoint = endpoint,
            ResourcePath = "/",
            Content = body,
            AuthenticationRegion = "us-east-1",
            OverrideSigningServiceName = "iam",
        };
        request.Headers["Content-Type"] = Form;
        var signature = new AWS4Signer().SignRequest(
            request,
            new AmazonS3Config(),
            new RequestMetrics(),
            administrator.Id,
            administrator.Secret
        );
        return request
            .Headers.Where(header => header.Key is not ("Content-Type" or "Host"))
            .Select(header => (header.Key, header.Value))
            .Append(("Authorization", signature.ForAuthorizationHeader));
    }
}
