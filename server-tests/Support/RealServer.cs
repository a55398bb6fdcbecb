using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace ServerTests;

/// <summary>Features that some servers lack.</summary>
public enum Feature
{
    /// <summary>Listings with control characters in keys.</summary>
    ControlCharacters,

    /// <summary>Trust policies with a condition on <c>sts:ExternalId</c>.</summary>
    ExternalId,

    /// <summary>Reads by users whose permissions are checked.</summary>
    CheckedReads,

    /// <summary>A specific error for a bucket that does not exist.</summary>
    UnknownBuckets,
}

/// <summary>
/// A third-party S3 server with users, roles and policies, started once for all tests. It has the identities of the
/// documentation: a user and a role that can read the bucket, and a platform that can assume the role.
/// </summary>
public abstract class RealServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly List<Daemon> _daemons = [];

    /// <summary>The reason why the server cannot be started; null if it can.</summary>
    public abstract string? Missing { get; }

    /// <summary>Whether tests fail without it.</summary>
    public virtual bool IsRequired => false;

    /// <summary>The features that this server lacks, with the effect. Tests that need them are skipped.</summary>
    public virtual IReadOnlyDictionary<Feature, string> Lacks { get; } = new Dictionary<Feature, string>();

    public Uri Endpoint { get; } = new($"http://127.0.0.1:{Daemon.FreePort()}/");

    /// <summary>The owner of the bucket.</summary>
    public AmazonS3Client Owner { get; private set; } = null!;

    /// <summary>Keys of the user with the documented policy.</summary>
    public Keys Reader { get; private set; } = null!;

    /// <summary>Keys of the user with the documented policy for one prefix.</summary>
    public Keys PrefixReader { get; private set; } = null!;

    /// <summary>Keys of the platform that the role trusts.</summary>
    public Keys Platform { get; private set; } = null!;

    internal Iam Iam { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        try
        {
            await StartAsync();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"The server did not start: {e.Message}\n{LastLines()}", e);
        }

        var administrator = await CreateAdministratorAsync();
        Iam = new Iam(Endpoint, administrator);
        Owner = new AmazonS3Client(
            new BasicAWSCredentials(administrator.Id, administrator.Secret),
            new AmazonS3Config
            {
                ServiceURL = Endpoint.ToString(),
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                // Third-party servers may not support the checksums that S3 introduced in 2024.
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            }
        );
        await Owner.PutBucketAsync(Policies.Bucket);
        Reader = await CreateReaderAsync(Policies.ReaderName, Policies.Read);
        PrefixReader = await CreateReaderAsync($"{Policies.ReaderName}-prefix", Policies.ReadPrefix);
        Platform = await CreatePlatformAsync(Policies.PlatformName);
        await Iam.PutRoleAsync(Policies.ReaderName, TrustPolicy, Policies.Read);
    }

    public virtual Task DisposeAsync()
    {
        Owner?.Dispose();
        _daemons.ForEach(daemon => daemon.Dispose());
        return Task.CompletedTask;
    }

    /// <summary>Creates a user in the bucket's account with the given policy.</summary>
    public abstract Task<Keys> CreateReaderAsync(string name, string policy);

    /// <summary>Creates a user in the platform's account that can assume the role if the role trusts it.</summary>
    public abstract Task<Keys> CreatePlatformAsync(string name);

    /// <summary>Turns checks of signatures and permissions on or off, for servers that support it.</summary>
    public virtual Task EnforcePermissionsAsync(bool check) => Task.CompletedTask;

    /// <summary>Deletes all objects in the bucket.</summary>
    public async Task EmptyBucketAsync()
    {
        while (true)
        {
            var page = await Owner.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Policies.Bucket });
            if (page.S3Objects is not { Count: > 0 } found)
            {
                return;
            }

            // Requests to delete several objects are XML, which cannot contain control characters.
            foreach (var odd in found.Where(version => version.Key.Any(char.IsControl)))
            {
                await Owner.DeleteObjectAsync(Policies.Bucket, odd.Key);
            }

            var plain = found
                .Where(version => !version.Key.Any(char.IsControl))
                .Select(version => new KeyVersion { Key = version.Key })
                .ToList();
            if (plain.Count > 0)
            {
                await Owner.DeleteObjectsAsync(
                    new DeleteObjectsRequest { BucketName = Policies.Bucket, Objects = plain }
                );
            }
        }
    }

    /// <summary>The documented trust policy, adapted to this server.</summary>
    protected abstract string TrustPolicy { get; }

    /// <summary>Starts the programs and waits until they respond.</summary>
    protected abstract Task StartAsync();

    /// <summary>Creates the user that owns the bucket and creates the other users.</summary>
    protected abstract Task<Keys> CreateAdministratorAsync();

    /// <summary>Starts a program with its own data folder and ports.</summary>
    private protected void Start(
        string program,
        IEnumerable<string> arguments,
        params IEnumerable<(string Name, string Value)> environment
    ) => _daemons.Add(new Daemon(program, arguments, user: null, environment));

    /// <summary>Waits until the server responds to a request.</summary>
    private protected async Task WaitUntilRespondingAsync()
    {
        using var http = new HttpClient();
        var (time, started) = (TimeProvider.System, TimeProvider.System.GetTimestamp());
        while (time.GetElapsedTime(started) < Patience && !_daemons.Exists(daemon => daemon.HasEnded))
        {
            try
            {
                using var _ = await http.GetAsync(Endpoint);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), time);
            }
        }

        throw new TimeoutException("The server does not respond.");
    }

    /// <summary>The last output of the programs; only of those that have exited, if any has.</summary>
    private string LastLines() =>
        string.Join(
            '\n',
            _daemons
                .Where(daemon => daemon.HasEnded || !_daemons.Exists(other => other.HasEnded))
                .Select(daemon => $"{daemon.Name}{(daemon.HasEnded ? " has exited" : "")}:\n{daemon.LastLines}")
        );
}
