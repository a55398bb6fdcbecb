namespace InputSdk.S3;

/// <summary>
/// What may be entered for a kind of setting. The same pattern stands in the schema and is matched by
/// the engine: anchored, ASCII, linear, and ending in <c>$(?!\n)</c> because <c>$</c> alone lets a
/// final line feed pass in .NET.
/// </summary>
internal sealed record SettingRule(string? Pattern, string? Hint, int MinLength, int MaxLength)
{
    /// <summary>Longer than any name of S3; what has a pattern of its own is shorter by it.</summary>
    private const int TextLength = 1024;

    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    private static readonly SettingRule Bucket = new(
        @"^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|[.]mrap|--x-s3|--table-s3)$)(?!(?:[0-9]+[.]){3}[0-9]+$)"
        + @"[a-z0-9](?:[a-z0-9-]|[.](?![.]))*[a-z0-9]$(?!\n)",
        "Enter a bucket name: 3 to 63 lower-case letters, digits, hyphens and dots, starting and ending with a letter or digit.",
        3,
        63);

    private static readonly SettingRule Region = new(
        @"^[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}$(?!\n)", "Enter a Region such as us-east-1.", 1, 40);

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: path 512, name 64.
    private static readonly SettingRule RoleArn = new(
        @"^arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role/(?:[!-.0-~]+/)*[A-Za-z0-9+=,.@_-]{1,64}$(?!\n)",
        "Enter a role ARN such as arn:aws:iam::123456789012:role/redshift-audit.",
        1,
        640);

    private static readonly SettingRule Time = new(
        "^(?:20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|20[0-9]{2}-(?:0[13-9]|1[0-2])-(?:29|30)"
        + "|20[0-9]{2}-(?:0[13578]|1[02])-31|20(?:[02468][048]|[13579][26])-02-29)"
        + @"(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,7})?(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?)?$(?!\n)",
        "Enter a date such as 2024-03-09 or a time such as 2024-03-09T00:00:00Z.",
        1,
        40);

    private static readonly SettingRule Secret = new(
        @"^[!-~]+$(?!\n)", "Enter the key without spaces or line breaks.", 1, TextLength);

    private static readonly SettingRule Text = new(null, null, 0, TextLength);

    public static SettingRule Of(SettingKind kind) => kind switch
    {
        SettingKind.Bucket => Bucket,
        SettingKind.Region => Region,
        SettingKind.RoleArn => RoleArn,
        SettingKind.BackfillStartTime => Time,
        SettingKind.AccessKey or SettingKind.SecretKey => Secret,
        _ => Text,
    };
}
