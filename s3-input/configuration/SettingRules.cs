using System.Text.RegularExpressions;

namespace InputSdk.S3.Configuration;

/// <summary>
/// The values that are valid for a kind of setting. The schema and the engine use the same pattern. It is anchored and
/// linear, and ends with <c>$(?!\n)</c> because <c>$</c> alone also matches before a final line feed in .NET. It allows
/// spaces and tabs around a value and everything that <see cref="SettingNormalizer"/> converts, so the patterns
/// themselves limit the length.
/// </summary>
internal sealed record SettingRule(string Pattern, string Message, int MinLength = 1)
{
    /// <summary>The maximum length of an S3 key; all names in S3 are shorter.</summary>
    public const int MaxLength = 1024;

    /// <summary>
    /// An ARN with a wildcard that a prefix cannot express. In a policy, <c>bucket/lo*</c> means every key that starts
    /// with <c>lo</c>. <c>/*</c> at the end is allowed and means everything below a folder.
    /// </summary>
    public const string WildArn = @"arn:[^:]*:s3:::[^*?]*(?:[?]|[^/*?][*]|[*](?![ \t]*$))";

    private const string Start = @"^[ \t]*";
    private const string End = @"[ \t]*$(?!\n)";
    private const string InQuotes = @"(?!(?:""[!-~]*""|'[!-~]*')[ \t]*$)";

    // The patterns are linear and their input is bounded. The timeout only limits the effect of a wrong pattern. It is
    // wall-clock time, so it must be long enough for a busy machine.
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(30);

    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    private static readonly SettingRule Bucket = new(
        Start
            + "(?!"
            + WildArn
            + ")(?:[Ss]3[an]?://|arn:aws(?:-[a-z]+)*:s3:::)?(?!xn--|sthree-|amzn-s3-demo-)"
            + "(?![a-z0-9.-]*(?:-s3alias|--ol-s3|[.]mrap|--x-s3|--table-s3|[.]amazonaws[.]com(?:[.]cn)?)(?![a-z0-9.-]))"
            + "(?!(?:[0-9]+[.]){3}[0-9]+(?![a-z0-9.-]))[a-z0-9](?:[a-z0-9-]|[.](?![.])){1,61}[a-z0-9]"
            + @"(?:/(?:[ \t]*[^\x00-\x20\x7f])*)?"
            + End,
        "Enter a bucket name: 3 to 63 lowercase letters, digits, hyphens and dots, "
            + "starting and ending with a letter or digit.",
        MinLength: 3
    );

    private static readonly SettingRule Prefix = new(
        @"^(?! *[Hh][Tt][Tt][Pp][Ss]?://)(?! *" + WildArn + @")[^\x00-\x1f\x7f]*$(?!\n)",
        "Enter the folder as it is in the keys, such as AWSLogs or security/redshift.",
        MinLength: 0
    );

    private static readonly SettingRule Region = new(
        Start + "[A-Za-z]{2,4}(?:-[A-Za-z]{1,12}){1,3}-[0-9]{1,2}" + End,
        "Enter a Region such as us-east-1."
    );

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: path 512, name 64.
    private static readonly SettingRule RoleArn = new(
        Start + "(?![!-~]{641})arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role/(?:[!-.0-~]+/)*[A-Za-z0-9+=,.@_-]{1,64}" + End,
        "Enter a role ARN such as arn:aws:iam::123456789012:role/redshift-audit; the IAM console shows it."
    );

    private static readonly SettingRule Time = new(
        Start
            + "(?:20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|20[0-9]{2}-(?:0[13-9]|1[0-2])-(?:29|30)"
            + "|20[0-9]{2}-(?:0[13578]|1[02])-31|20(?:[02468][048]|[13579][26])-02-29)"
            + "(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,7})?)?"
            + "(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?)?"
            + End,
        "Enter a date such as 2024-03-09 or a time such as 2024-03-09T00:00:00Z."
    );

    private static readonly SettingRule AccessKey = new(
        Start + InQuotes + @"(?!ASIA[A-Z0-9]{16}[ \t]*$)[!-~]+" + End,
        "Enter the access key ID of an IAM user, without spaces or line breaks."
    );

    private static readonly SettingRule SecretKey = new(
        Start + InQuotes + @"(?!A[KS]IA[A-Z0-9]{16}[ \t]*$)[!-~]+" + End,
        "Enter the secret access key that belongs to the access key ID, without spaces or line breaks."
    );

    /// <summary>The rule of a kind. A log type has no rule, because it is one value of a list.</summary>
    public static SettingRule Of(SettingKind kind) =>
        kind switch
        {
            SettingKind.Bucket => Bucket,
            SettingKind.Prefix => Prefix,
            SettingKind.Region => Region,
            SettingKind.RoleArn => RoleArn,
            SettingKind.BackfillStartTime => Time,
            SettingKind.AccessKey => AccessKey,
            SettingKind.SecretKey => SecretKey,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    /// <summary>Whether the value is valid.</summary>
    public bool IsValid(string value)
    {
        // JSON Schema counts characters, not UTF-16 units.
        var length = value.EnumerateRunes().Count();
        return length >= MinLength
            && length <= MaxLength
            && Regex.IsMatch(value, Pattern, RegexOptions.CultureInvariant, PatternTime);
    }
}
