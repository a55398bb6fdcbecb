using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using Common;

namespace LocalS3;

/// <summary>
/// The STS actions: AssumeRole issues temporary credentials for any well-formed role ARN; GetCallerIdentity returns a
/// fixed identity.
/// </summary>
internal sealed partial class TokenService(IssuedKeys issued)
{
    private const string Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
    private const int DefaultSeconds = 3600;
    private const int MinSeconds = 900;
    private const int MaxSeconds = 43200;

    private volatile string? lastExternalId;

    public string? LastExternalId => lastExternalId;

    public static byte[] Error(S3Error error, string requestId) =>
        S3Xml.Document(
            "ErrorResponse",
            Namespace,
            xml =>
            {
                xml.WriteStartElement("Error");
                xml.WriteElementString("Type", error.Status < 500 ? "Sender" : "Receiver");
                xml.WriteElementString("Code", error.Code);
                xml.WriteElementString("Message", error.Message);
                xml.WriteEndElement();
                xml.WriteElementString("RequestId", requestId);
            }
        );

    /// <summary>The response names a fixed user, platform, for every caller.</summary>
    public static byte[] CallerIdentity(string requestId) =>
        S3Xml.Document(
            "GetCallerIdentityResponse",
            Namespace,
            xml =>
            {
                xml.WriteStartElement("GetCallerIdentityResult");
                xml.WriteElementString("Arn", "arn:aws:iam::210987654321:user/platform");
                xml.WriteElementString("UserId", "AIDALOCALS3");
                xml.WriteElementString("Account", "210987654321");
                xml.WriteEndElement();
                WriteMetadata(xml, requestId);
            }
        );

    public byte[] AssumeRole(S3Request request, string requestId)
    {
        var role = Checked(request, "RoleArn", RoleArn()) ?? throw Missing("RoleArn");
        var session = Checked(request, "RoleSessionName", SessionName()) ?? throw Missing("RoleSessionName");
        var externalId = Checked(request, "ExternalId", ExternalId.Format);
        var key = issued.Issue(Duration(request.Parameter("DurationSeconds")));
        lastExternalId = externalId;

        var parts = role.Split(':');
        return S3Xml.Document(
            "AssumeRoleResponse",
            Namespace,
            xml =>
            {
                xml.WriteStartElement("AssumeRoleResult");
                xml.WriteStartElement("AssumedRoleUser");
                var name = role.Split('/')[^1];
                xml.WriteElementString("Arn", $"arn:{parts[1]}:sts::{parts[4]}:assumed-role/{name}/{session}");
                xml.WriteElementString("AssumedRoleId", $"AROALOCALS3:{session}");
                xml.WriteEndElement();
                xml.WriteStartElement("Credentials");
                xml.WriteElementString("AccessKeyId", key.AccessKeyId);
                xml.WriteElementString("SecretAccessKey", key.SecretAccessKey);
                xml.WriteElementString("SessionToken", key.SessionToken);
                xml.WriteElementString("Expiration", S3Xml.Time(key.Expiration));
                xml.WriteEndElement();
                xml.WriteEndElement();
                WriteMetadata(xml, requestId);
            }
        );
    }

    private static void WriteMetadata(XmlWriter xml, string requestId)
    {
        xml.WriteStartElement("ResponseMetadata");
        xml.WriteElementString("RequestId", requestId);
        xml.WriteEndElement();
    }

    private static string? Checked(S3Request request, string name, Regex pattern)
    {
        var value = request.Parameter(name);
        return value is null || pattern.IsMatch(value)
            ? value
            : throw Invalid($"The value of {name} does not match the pattern {pattern}.");
    }

    private static TimeSpan Duration(string? text)
    {
        var seconds = DefaultSeconds;
        var isNumber = text is null || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
        return isNumber && seconds is >= MinSeconds and <= MaxSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Invalid($"DurationSeconds must be from {MinSeconds} to {MaxSeconds}.");
    }

    private static S3Exception Missing(string name) => Invalid($"{name} is required.");

    private static S3Exception Invalid(string message) => Errors.Of(400, "ValidationError", message);

    [GeneratedRegex(
        @"\Aarn:aws(-[a-z]{1,10}){0,3}:iam::[0-9]{12}:role/([\x21-\x7e]{1,512}/)?[A-Za-z0-9_+=,.@-]{1,64}\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex RoleArn();

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]{2,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex SessionName();
}
