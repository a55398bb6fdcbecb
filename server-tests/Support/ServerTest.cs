using System.Diagnostics;
using Amazon.S3.Model;
using Xunit;

namespace ServerTests;

/// <summary>Base class of tests that run the program against a bucket that is empty at the start of a test.</summary>
public abstract class ServerTest(RealServer server) : IAsyncLifetime
{
    internal FixtureFolder Work { get; } = new();

    protected RealServer Server => server;

    /// <summary>Reads as the user with the documented policy.</summary>
    internal Access AsReader => new() { Keys = server.Reader };

    /// <summary>Reads one prefix as the user with the documented policy for it.</summary>
    internal Access AsPrefixReader => new() { Keys = server.PrefixReader, Prefix = Policies.Prefix };

    /// <summary>Reads with the documented role.</summary>
    internal Access AsRole =>
        new()
        {
            Keys = server.Platform,
            RoleArn = Policies.RoleArn,
            Tenant = Policies.Tenant,
        };

    public virtual async Task InitializeAsync()
    {
        if (server is { Missing: { } reason, IsRequired: true })
        {
            Assert.Fail(reason);
        }

        Skip.If(server.Missing is not null, server.Missing);
        await server.EnforcePermissionsAsync(false);
        await server.EmptyBucketAsync();
    }

    public Task DisposeAsync()
    {
        Work.Dispose();
        return Task.CompletedTask;
    }

    protected void SkipWithout(Feature feature)
    {
        var lack = server.Lacks.GetValueOrDefault(feature);
        Skip.If(lack is not null, lack);
    }

    /// <summary>Runs a read to its end.</summary>
    internal async Task<ProcessResult> ReadAsync(Access access, params string[] options)
    {
        using var process = Start("read", access, server.Endpoint, options);
        var ended = await Inputhost.EndAsync(process);
        Assert.DoesNotContain(access.Keys.Secret, ended.Output + ended.Errors, StringComparison.Ordinal);
        return ended;
    }

    /// <summary>Starts a command of the program with the given S3 endpoint.</summary>
    internal Process Start(string command, Access access, Uri s3, params string[] options)
    {
        File.WriteAllText(Work.File("audit.json"), access.Configuration);
        return Inputhost.Start(
            Work.Folder,
            "dotnet",
            [
                Path.Combine(Inputhost.Folder, "inputhost.dll"),
                command,
                "--config",
                "audit.json",
                "--tenant",
                access.Tenant,
                .. options,
            ],
            ("AWS_ACCESS_KEY_ID", access.Keys.Id),
            ("AWS_SECRET_ACCESS_KEY", access.Keys.Secret),
            ("AWS_SESSION_TOKEN", ""),
            ("AWS_ENDPOINT_URL_S3", s3.ToString()),
            ("AWS_ENDPOINT_URL_STS", server.Endpoint.ToString())
        );
    }

    protected Task PutAsync(string key, byte[] body) =>
        server.Owner.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = Policies.Bucket,
                Key = key,
                InputStream = new MemoryStream(body),
            }
        );

    /// <summary>Uploads all files of the workplace's bucket.</summary>
    protected Task PutFixturesAsync() =>
        PutFilesAsync(Directory.EnumerateFiles(Work.File("buckets/audit-logs"), "*", SearchOption.AllDirectories));

    /// <summary>Uploads files of the workplace's bucket, each with the key that its path represents.</summary>
    protected Task PutFilesAsync(params IEnumerable<string> paths) =>
        Parallel.ForEachAsync(
            paths,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (path, _) =>
                await PutAsync(
                    Uri.UnescapeDataString(
                        Path.GetRelativePath(Work.File("buckets/audit-logs"), path)
                            .Replace(Path.DirectorySeparatorChar, '/')
                    ),
                    await File.ReadAllBytesAsync(path, CancellationToken.None)
                )
        );
}
