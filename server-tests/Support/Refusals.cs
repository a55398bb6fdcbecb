namespace ServerTests;

/// <summary>A reason why a server refuses a reader, and the error that the reader reports.</summary>
internal sealed record Refusal
{
    public required int ExitCode { get; init; }

    public required string Code { get; init; }

    /// <summary>The step of a connection test that fails.</summary>
    public required string Step { get; init; }

    /// <summary>The Sid of the missing statement, which the error must show; null if no statement is missing.</summary>
    public string? Sid { get; init; }

    /// <summary>Sets up the server and returns the access to read with.</summary>
    public required Func<RealServer, Task<Access>> AskAsync { get; init; }

    /// <summary>The feature that a server needs for this refusal.</summary>
    public Feature? Needs { get; init; }
}

/// <summary>The refusals by description, with the codes of docs/errors.md.</summary>
internal static class Refusals
{
    public static readonly IReadOnlyDictionary<string, Refusal> All = new Dictionary<string, Refusal>
    {
        ["a user that cannot list the bucket"] = new()
        {
            ExitCode = 3,
            Code = "s3.list_denied",
            Step = "list",
            Sid = "ListAuditLogs",
            AskAsync = async server => new Access
            {
                Keys = await server.CreateReaderAsync("may-not-list", Policies.Without(Policies.Read, "ListAuditLogs")),
            },
        },
        ["a user that cannot read objects"] = new()
        {
            ExitCode = 3,
            Code = "s3.get_denied",
            Step = "log",
            Sid = "ReadAuditLogs",
            AskAsync = async server => new Access
            {
                Keys = await server.CreateReaderAsync("may-not-get", Policies.Without(Policies.Read, "ReadAuditLogs")),
            },
            Needs = Feature.CheckedReads,
        },
        ["a user of a prefix that cannot list it"] = new()
        {
            ExitCode = 3,
            Code = "s3.list_denied",
            Step = "list",
            Sid = "ListAuditLogs",
            AskAsync = async server => new Access
            {
                Keys = await server.CreateReaderAsync(
                    "may-not-list-prefix",
                    Policies.Without(Policies.ReadPrefix, "ListAuditLogs")
                ),
                Prefix = Policies.Prefix,
            },
            Needs = Feature.CheckedReads,
        },
        ["a user of a prefix that cannot read its objects"] = new()
        {
            ExitCode = 3,
            Code = "s3.get_denied",
            Step = "log",
            Sid = "ReadAuditLogs",
            AskAsync = async server => new Access
            {
                Keys = await server.CreateReaderAsync(
                    "may-not-get-prefix",
                    Policies.Without(Policies.ReadPrefix, "ReadAuditLogs")
                ),
                Prefix = Policies.Prefix,
            },
            Needs = Feature.CheckedReads,
        },
        ["a user of a prefix without the prefix setting"] = new()
        {
            ExitCode = 3,
            Code = "s3.list_denied",
            Step = "list",
            Sid = "ListAuditLogs",
            AskAsync = server => Reader(server.PrefixReader),
            Needs = Feature.CheckedReads,
        },
        ["a wrong secret key"] = new()
        {
            ExitCode = 3,
            Code = "s3.secret_key_wrong",
            Step = "credentials",
            AskAsync = server => Reader(server.Reader with { Secret = Keys.Random().Secret }),
        },
        ["an unknown access key"] = new()
        {
            ExitCode = 3,
            Code = "s3.access_key_unknown",
            Step = "credentials",
            AskAsync = server => Reader(server.Reader with { Id = Keys.Random().Id }),
        },
        ["an unknown bucket"] = new()
        {
            ExitCode = 2,
            Code = "s3.bucket_not_found",
            Step = "bucket",
            AskAsync = async server => await Reader(server.Reader) with { Bucket = "my-audit-log" },
            Needs = Feature.UnknownBuckets,
        },
        ["an unknown role"] = new()
        {
            ExitCode = 3,
            Code = "sts.role_denied",
            Step = "credentials",
            Sid = "LetThePlatformReadForThisTenant",
            AskAsync = async server => await Role(server.Platform) with { RoleArn = Policies.RoleArn + "s" },
        },
        ["a role that trusts another platform"] = new()
        {
            ExitCode = 3,
            Code = "sts.role_denied",
            Step = "credentials",
            Sid = "LetThePlatformReadForThisTenant",
            AskAsync = async server => await Role(await server.CreatePlatformAsync("other-platform")),
        },
        ["a role that trusts the platform for another tenant"] = new()
        {
            ExitCode = 3,
            Code = "sts.role_denied",
            Step = "credentials",
            Sid = "LetThePlatformReadForThisTenant",
            AskAsync = async server => await Role(server.Platform) with { Tenant = "tenant-2" },
            Needs = Feature.ExternalId,
        },
        ["a platform's wrong secret key"] = new()
        {
            ExitCode = 3,
            Code = "sts.host_credentials_refused",
            Step = "credentials",
            AskAsync = server => Role(server.Platform with { Secret = Keys.Random().Secret }),
        },
    };

    private static Task<Access> Reader(Keys keys) => Task.FromResult(new Access { Keys = keys });

    private static Task<Access> Role(Keys keys) =>
        Task.FromResult(
            new Access
            {
                Keys = keys,
                RoleArn = Policies.RoleArn,
                Tenant = Policies.Tenant,
            }
        );
}
