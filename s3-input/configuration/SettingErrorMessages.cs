using System.Text.Json;
using System.Text.RegularExpressions;

namespace InputSdk.S3.Configuration;

/// <summary>
/// The error messages of invalid values: what is wrong, then what to enter. They are constants and never contain the
/// value, because it may be a secret that was entered in the wrong field.
/// </summary>
internal static class SettingErrorMessages
{
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);

    private const string WildArn =
        "The ARN contains the wildcard * or ?. Only /* at the end is supported; it means everything below a folder.";

    // In each list, the first pattern that matches gives the message.
    private static readonly (string Pattern, string Why)[] Any =
    [
        ("[\r\n]", "The value contains a line break."),
        (
            @"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u202f]",
            "The value contains an invisible character, such as a tab or a no-break space."
        ),
        ("^[\"'\u201c].*[\"'\u201d]$", "The value is in quotation marks."),
        ("^<.*>$|[$][{(]", "The value is a placeholder for your own value."),
    ];

    private static readonly (string Pattern, string Why)[] Bucket =
    [
        ("(?i)^https?://|[.]amazonaws[.]com", "The value is a URL."),
        (
            "^arn:[^:]*:s3:[^:]*:[^:]*:accesspoint",
            "The value is the ARN of an access point; the connector reads from the bucket directly."
        ),
        ("^arn:(?!aws(?:-[a-z]+)*:s3:::)", "The value is an ARN, but not of a bucket."),
        ("(?i)^(?!s3[an]?://)[a-z0-9+.-]*:?//", "The value is an address with a scheme other than s3://."),
        ("^" + SettingRule.WildArn, WildArn),
    ];

    private static readonly (string Pattern, string Why)[] BucketName =
    [
        ("^$", "The value does not contain a bucket name."),
        ("[^A-Za-z0-9_ .-]", "The bucket name contains a character that is not allowed."),
        ("[A-Z]", "The bucket name contains uppercase letters."),
        ("_", "The bucket name contains an underscore."),
        (" ", "The value contains a space."),
        (
            "^(?:xn--|sthree-|amzn-s3-demo-)",
            "The bucket name starts with xn--, sthree- or amzn-s3-demo-, which S3 reserves."
        ),
        (
            "(?:-s3alias|--ol-s3|[.]mrap)$",
            "The value is the alias of an access point; the connector reads from the bucket directly."
        ),
        (
            "(?:--x-s3|--table-s3)$",
            "The bucket is a directory bucket or a table bucket; audit logs are in a general purpose bucket."
        ),
        ("^(?:[0-9]+[.]){3}[0-9]+$", "The value is an IP address."),
        ("[.][.]", "The bucket name contains two adjacent dots."),
        ("^[.-]|[.-]$", "The bucket name starts or ends with a dot or a hyphen."),
        ("^.{1,2}$", "The bucket name is shorter than 3 characters."),
        ("^.{64,}$", "The bucket name is longer than 63 characters."),
    ];

    private static readonly (string Pattern, string Why)[] Prefix =
    [
        ("(?i)^ *https?://", "The value is a URL."),
        ("^ *" + SettingRule.WildArn, WildArn),
    ];

    private static readonly (string Pattern, string Why)[] Region =
    [
        ("[(]|[A-Za-z] [A-Za-z]", "The value is the display name of a Region, not its code."),
        (" ", "The value contains a space."),
        ("[./]", "The value is an address, not the code of a Region."),
        (
            "(?i)^[a-z]{2,4}(?:-[a-z]+)+-[0-9](?:-[a-z]+-[0-9])?[a-z]$",
            "The value is an Availability Zone; the code of its Region ends with the first digit."
        ),
        ("(?i)-az[0-9]+$", "The value is the ID of an Availability Zone."),
        ("_", "The value contains an underscore; hyphens separate the parts of a Region code."),
        ("(?i)^[a-z]{2,4}(?:-[a-z]+)+$", "The Region code has no number at its end."),
    ];

    private static readonly (string Pattern, string Why)[] RoleArn =
    [
        (
            "A[KS]IA[A-Z0-9]{16}",
            "The value contains an access key ID, which is a secret and is used instead of a role."
        ),
        ("(?i)^https?://", "The value is a URL."),
        ("^arn:(?!aws(?:-[a-z]+)*:)", "The ARN does not name a partition of AWS."),
        (":sts:.*:assumed-role/", "The value is the ARN of a role session, not of the role."),
        (":iam:.*:user/", "The value is the ARN of a user; a user needs an access key instead of a role."),
        (":iam:.*:instance-profile/", "The value is the ARN of an instance profile, not of the role in it."),
        (":iam:.*:policy/", "The value is the ARN of a policy, not of the role that it is attached to."),
        (":iam:.*:group/", "The value is the ARN of a user group, which cannot be assumed."),
        (":iam:.*:root$", "The value is the ARN of an account."),
        ("^arn:[^:]*:s3:", "The value is the ARN of a bucket, which has its own setting."),
        ("^arn:[^:]*:redshift(?:-serverless)?:", "The value is the ARN of a Redshift warehouse."),
        ("^arn:[^:]*:(?!iam:)", "The value is the ARN of another service; the service of a role is iam."),
        ("^arn:[^:]*:iam:[0-9]+:", "The ARN lacks a colon: iam and the account ID are separated by two colons."),
        ("^arn:[^:]*:iam:[^:]+:[0-9]+:", "The ARN contains a Region; ARNs of roles have none."),
        ("^arn:[^:]*:iam::(?![0-9]{12}:)", "The account ID in the ARN does not have 12 digits."),
        ("^arn:[^:]*:iam::[0-9]{12}:role(?:/|/.*/)?$", "The ARN does not contain a role name."),
        ("^arn:[^:]*:iam::[0-9]{12}:role/.*[^/]{65}$", "The role name is longer than 64 characters."),
        (
            "^arn:[^:]*:iam::[0-9]{12}:role/",
            "The ARN contains a character that is not allowed in role names, or is too long."
        ),
        ("^arn:", "The value is the ARN of another IAM resource."),
        ("^[0-9-]+$", "The value is only an account ID."),
        ("^(?:role/)?[A-Za-z0-9+=,.@_/-]+$", "The value is only a role name."),
    ];

    private static readonly (string Pattern, string Why)[] Time =
    [
        ("^[0-9]{9,}(?:[.][0-9]+)?$", "The value is a number of seconds or milliseconds."),
        ("^[0-9]{8}(?:T|$)", "The date has no hyphens between year, month and day."),
        (
            "^(?:[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{1,4}|[0-9]{1,2}-[0-9]{1,2}-[0-9]{4})",
            "The date has an unsupported format; hyphens separate year, month and day, in this order."
        ),
        ("^[0-9]{4}(?:-[0-9]{1,2})?$", "The date has no day."),
        ("^[0-9]{4}-(?:[0-9]-|[0-9]{2}-[0-9](?![0-9]))", "The month or the day has one digit; two are required."),
        ("^(?!20)[0-9]{4}-[0-9]{2}-[0-9]{2}", "The year is not between 2000 and 2099."),
        ("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "The date does not exist."),
        (
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]",
            "The date does not exist, or the time or time zone has an unsupported format."
        ),
        ("[A-Za-z]{3}", "The date is written in words."),
    ];

    // Contains its own remedy, because a person with temporary keys usually has no IAM user.
    private const string TemporaryKey =
        "The value is a temporary access key ID, which requires a session token and expires soon. Enter the access key "
        + "ID of an IAM user. With IAM Identity Center (SSO), an instance profile, a pod role or CloudShell, omit both "
        + "keys and enter the ARN of a role that trusts that identity.";

    private static readonly (string Pattern, string Why)[] AccessKey =
    [
        ("^ASIA[A-Z0-9]{16}$", TemporaryKey),
        (" ", "The value contains a space."),
        ("[^!-~]", "The value contains a character that is not allowed in keys."),
    ];

    private static readonly (string Pattern, string Why)[] SecretKey =
    [
        ("^A[KS]IA[A-Z0-9]{16}$", "The value is an access key ID, not a secret access key."),
        (" ", "The value contains a space."),
        ("[^!-~]", "The value contains a character that is not allowed in keys."),
    ];

    /// <summary>Why a string is refused and what to enter, in sentences that follow the pointer and a colon.</summary>
    public static string Of(SettingKind kind, string value)
    {
        var text = kind == SettingKind.Prefix ? value : value.Trim(SettingNormalizer.Whitespace);
        var why =
            text.Length == 0 && kind == SettingKind.Bucket ? "The value is empty."
            : text.Length == 0 ? "The value is empty; omit the member if you do not need it."
            : value.EnumerateRunes().Count() > SettingRule.MaxLength
                ? $"The value is longer than {SettingRule.MaxLength} characters."
            : First(Any, text)
                ?? First(ListOf(kind), text)
                ?? (kind == SettingKind.Bucket ? First(BucketName, S3Location.Of(text).Bucket) : null);
        return why switch
        {
            null => SettingRule.Of(kind).Message,
            TemporaryKey => TemporaryKey,
            _ => $"{why} {SettingRule.Of(kind).Message}",
        };
    }

    /// <summary>Why a value that is not a string is refused.</summary>
    public static string OfType(SettingKind kind, JsonValueKind type) =>
        type switch
        {
            JsonValueKind.Null when kind != SettingKind.Bucket =>
                "The value is null; omit the member if you do not need it.",
            JsonValueKind.Null => "The value is null. Enter a string.",
            JsonValueKind.Array => "The value is an array. Enter one string.",
            JsonValueKind.Object => "The value is an object. Enter one string.",
            JsonValueKind.Number => "The value is a number. Enter it as a string, in double quotes.",
            _ => "The value is true or false. Enter a string, in double quotes.",
        };

    /// <summary>Why a log type is refused, and the log type that is probably intended.</summary>
    public static string OfLogType(string value, IReadOnlyList<LogDefinition> logs)
    {
        var meant = logs.FirstOrDefault(log => IsSimilar(log.Id, value) || IsSimilar(log.Title, value));
        var why =
            meant is not null && meant.Id == value.Trim(SettingNormalizer.Whitespace)
                ? "The log type has spaces around it."
                : "The log type is unknown.";
        return $"{why}{(meant is null ? "" : $" Enter {meant.Id}.")} "
            + $"Allowed values: {string.Join(", ", logs.Select(log => log.Id))}.";
    }

    /// <summary>Whether two names are the same except for case, spaces and punctuation.</summary>
    public static bool IsSimilar(string name, string other) =>
        string.Equals(Normalized(name), Normalized(other), StringComparison.OrdinalIgnoreCase);

    private static string Normalized(string name) => string.Concat(name.Where(char.IsLetterOrDigit));

    private static string? First((string Pattern, string Why)[] list, string text) =>
        list.FirstOrDefault(hint =>
            Regex.IsMatch(text, hint.Pattern, RegexOptions.CultureInvariant | RegexOptions.Singleline, PatternTime)
        ).Why;

    private static (string Pattern, string Why)[] ListOf(SettingKind kind) =>
        kind switch
        {
            SettingKind.Bucket => Bucket,
            SettingKind.Prefix => Prefix,
            SettingKind.Region => Region,
            SettingKind.RoleArn => RoleArn,
            SettingKind.BackfillStartTime => Time,
            SettingKind.AccessKey => AccessKey,
            SettingKind.SecretKey => SecretKey,
            _ => [],
        };
}
