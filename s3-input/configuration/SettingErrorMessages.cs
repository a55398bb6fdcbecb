using System.Text.Json;
using System.Text.RegularExpressions;

namespace InputSdk.S3;

/// <summary>
/// Why a value is refused, for people: what it is instead, then what to enter. Made of constants: a
/// value is never repeated, since it may be a secret that was entered in the wrong place.
/// </summary>
internal static class SettingErrorMessages
{
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);

    private const string WildArn =
        "is an ARN in which * or ? stands for any letters; only /* at its end can be read, as everything below a folder.";

    // In each list the first that matches is told.
    private static readonly (string Pattern, string Why)[] Any =
    [
        ("[\r\n]", "holds a line break."),
        (
            @"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u202f]",
            "holds a character that cannot be seen, such as a tab or a no-break space."
        ),
        ("^[\"'\u201c].*[\"'\u201d]$", "stands in quotes."),
        ("^<.*>$|[$][{(]", "is a placeholder for a value of your own."),
    ];

    private static readonly (string Pattern, string Why)[] Bucket =
    [
        ("(?i)^https?://|[.]amazonaws[.]com", "is a web address; enter the name only."),
        (
            "^arn:[^:]*:s3:[^:]*:[^:]*:accesspoint",
            "is the ARN of an access point; logs are read from the bucket itself."
        ),
        ("^arn:(?!aws(?:-[a-z]+)*:s3:::)", "is the ARN of something else than a bucket."),
        ("(?i)^(?!s3[an]?://)[a-z0-9+.-]*:?//", "is an address of another kind than s3://."),
        ("^" + SettingRule.WildArn, WildArn),
    ];

    private static readonly (string Pattern, string Why)[] BucketName =
    [
        ("^$", "names no bucket."),
        ("[^A-Za-z0-9_ .-]", "holds a character that no bucket's name has."),
        ("[A-Z]", "holds upper-case letters."),
        ("_", "holds an underscore."),
        (" ", "holds a space."),
        (
            "^(?:xn--|sthree-|amzn-s3-demo-)",
            "begins with xn--, sthree- or amzn-s3-demo-, as no bucket of your own does."
        ),
        ("(?:-s3alias|--ol-s3|[.]mrap)$", "is the alias of an access point; logs are read from the bucket itself."),
        (
            "(?:--x-s3|--table-s3)$",
            "is a directory bucket or a table bucket; audit logs lie in a general purpose bucket."
        ),
        ("^(?:[0-9]+[.]){3}[0-9]+$", "is an IP address."),
        ("[.][.]", "holds two dots side by side."),
        ("^[.-]|[.-]$", "begins or ends with a dot or a hyphen."),
        ("^.{1,2}$", "is shorter than 3 characters."),
        ("^.{64,}$", "is longer than 63 characters."),
    ];

    private static readonly (string Pattern, string Why)[] Prefix =
    [
        ("(?i)^ *https?://", "is a web address."),
        ("^ *" + SettingRule.WildArn, WildArn),
    ];

    private static readonly (string Pattern, string Why)[] Region =
    [
        ("[(]|[A-Za-z] [A-Za-z]", "is the name of a Region that people read; its code is wanted."),
        (" ", "holds a space."),
        ("[./]", "is an address; the code of its Region is wanted."),
        (
            "(?i)^[a-z]{2,4}(?:-[a-z]+)+-[0-9](?:-[a-z]+-[0-9])?[a-z]$",
            "is an Availability Zone; the code of its Region ends with the first digit."
        ),
        ("(?i)-az[0-9]+$", "is the ID of an Availability Zone."),
        ("_", "holds an underscore; the parts of a code are parted by hyphens."),
        ("(?i)^[a-z]{2,4}(?:-[a-z]+)+$", "lacks the number at its end."),
    ];

    private static readonly (string Pattern, string Why)[] RoleArn =
    [
        (
            "A[KS]IA[A-Z0-9]{16}",
            "holds an access key ID; that belongs among the secrets, and takes the place of a role."
        ),
        ("(?i)^https?://", "is a web address."),
        ("^arn:(?!aws(?:-[a-z]+)*:)", "begins like no ARN of AWS."),
        (":sts:.*:assumed-role/", "is the ARN of a role's session, not of the role."),
        (":iam:.*:user/", "is the ARN of a user; to read as a user, give its access key in place of a role."),
        (":iam:.*:instance-profile/", "is the ARN of an instance profile; the role in it has one of its own."),
        (":iam:.*:policy/", "is the ARN of a policy; the role that has it has one of its own."),
        (":iam:.*:group/", "is the ARN of a group of users, which nobody can assume."),
        (":iam:.*:root$", "is the ARN of a whole account."),
        ("^arn:[^:]*:s3:", "is the ARN of a bucket, which has a setting of its own."),
        ("^arn:[^:]*:redshift(?:-serverless)?:", "is the ARN of a Redshift warehouse."),
        ("^arn:[^:]*:(?!iam:)", "is the ARN of another service; roles are iam's."),
        ("^arn:[^:]*:iam:[0-9]+:", "lacks a colon: two stand between iam and the account."),
        ("^arn:[^:]*:iam:[^:]+:[0-9]+:", "holds a Region; ARNs of roles have none."),
        ("^arn:[^:]*:iam::(?![0-9]{12}:)", "has an account number of more or less than 12 digits."),
        ("^arn:[^:]*:iam::[0-9]{12}:role(?:/|/.*/)?$", "names no role."),
        ("^arn:[^:]*:iam::[0-9]{12}:role/.*[^/]{65}$", "has a role's name of more than 64 characters."),
        ("^arn:[^:]*:iam::[0-9]{12}:role/", "holds a character that no role's name has, or is too long."),
        ("^arn:", "is the ARN of something else in IAM."),
        ("^[0-9-]+$", "is the number of an account only."),
        ("^(?:role/)?[A-Za-z0-9+=,.@_/-]+$", "is the name of a role only."),
    ];

    private static readonly (string Pattern, string Why)[] Time =
    [
        ("^[0-9]{9,}(?:[.][0-9]+)?$", "is a count of seconds or milliseconds."),
        ("^[0-9]{8}(?:T|$)", "has no hyphens between year, month and day."),
        (
            "^(?:[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{1,4}|[0-9]{1,2}-[0-9]{1,2}-[0-9]{4})",
            "is written in another form; year, month and day are parted by hyphens, in this order."
        ),
        ("^[0-9]{4}(?:-[0-9]{1,2})?$", "lacks the day."),
        ("^[0-9]{4}-(?:[0-9]-|[0-9]{2}-[0-9](?![0-9]))", "has a month or a day of one digit; two are wanted."),
        ("^(?!20)[0-9]{4}-[0-9]{2}-[0-9]{2}", "is not of this century."),
        ("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "is a day that no calendar has."),
        ("^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]", "has a day that no calendar has, or a time or time zone of another form."),
        ("[A-Za-z]{3}", "is written in words."),
    ];

    private static readonly (string Pattern, string Why)[] AccessKey =
    [
        (
            "^ASIA[A-Z0-9]{16}$",
            "is a temporary key, which needs a session token and soon expires; give a role in place of it."
        ),
        (" ", "holds a space."),
        ("[^!-~]", "holds a character that no key has."),
    ];

    private static readonly (string Pattern, string Why)[] SecretKey =
    [
        ("^A[KS]IA[A-Z0-9]{16}$", "is an access key ID and not the secret beside it."),
        (" ", "holds a space."),
        ("[^!-~]", "holds a character that no key has."),
    ];

    /// <summary>Why a value is refused and what to enter, in words that follow the pointer and a colon.</summary>
    public static string Of(SettingKind kind, string value)
    {
        var text = kind == SettingKind.Prefix ? value : value.Trim(SettingNormalizer.Blanks);
        var why =
            text.Length == 0 ? (kind == SettingKind.Bucket ? "is empty." : "is empty; leave it out when there is none.")
            : value.EnumerateRunes().Count() > SettingRule.MaxLength
                ? $"is longer than {SettingRule.MaxLength} characters."
            : First(Any, text)
                ?? First(ListOf(kind), text)
                ?? (kind == SettingKind.Bucket ? First(BucketName, S3Location.Of(text).Bucket) : null);
        return why is null ? SettingRule.Of(kind).Hint : $"{why} {SettingRule.Of(kind).Hint}";
    }

    /// <summary>Why a value that is no text is refused.</summary>
    public static string OfType(SettingKind kind, JsonValueKind type) =>
        type switch
        {
            JsonValueKind.Null when kind != SettingKind.Bucket => "is null; leave it out when there is none.",
            JsonValueKind.Null => "is null; it takes a text.",
            JsonValueKind.Array => "is an array; it takes one text.",
            JsonValueKind.Object => "is an object; it takes one text.",
            JsonValueKind.Number => "is a number; write it as a text, in double quotes.",
            _ => "is true or false; it takes a text, in double quotes.",
        };

    /// <summary>Why it is no log type, and which one may be meant.</summary>
    public static string OfLogType(string value, IReadOnlyList<LogDefinition> logs)
    {
        var meant = logs.FirstOrDefault(log => IsNearly(log.Id, value) || IsNearly(log.Title, value));
        var why =
            meant is not null && meant.Id == value.Trim(SettingNormalizer.Blanks)
                ? "has spaces around it."
                : "is not a log type.";
        return $"{why}{(meant is null ? "" : $" Write {meant.Id}.")} Allowed: {string.Join(", ", logs.Select(log => log.Id))}.";
    }

    /// <summary>Whether two names differ only in case, spaces, hyphens and underscores.</summary>
    public static bool IsNearly(string name, string other) =>
        string.Equals(Bare(name), Bare(other), StringComparison.OrdinalIgnoreCase);

    private static string Bare(string name) => string.Concat(name.Where(char.IsLetterOrDigit));

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
