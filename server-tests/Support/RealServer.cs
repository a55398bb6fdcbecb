using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace ServerTests;

/// <summary>What not every server has.</summary>
public enum Feature
{
    /// <summary>Listings with control characters in keys.</summary>
    ControlCharacters,

    /// <summary>Trust policies that ask for <c>sts:ExternalId</c>.</summary>
    ExternalId,

    /// <summary>Reads by users whose rights are checked.</summary>
    CheckedReads,

    /// <summary>An answer of its own for a bucket that does not exist.</summary>
    UnknownBuckets,
}

/// <summary>
/// An S3 server that others wrote, with users, roles and policies, started for all tests of a run. In it are the
/// identities of the documentation: a user and a role that may read the bucket, and a platform that may assume the role.
/// </summary>
public abstract class RealServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly List<Daemon> _daemons = [];

    /// <summary>Why it cannot be started; null when it can.</summary>
    public abstract string? Missing { get; }

    /// <summary>Whether tests fail without it.</summary>
    public virtual bool IsRequired => false;

    /// <summary>What this server does not do as AWS does, and how that shows. Tests that need it are skipped.</summary>
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
            throw new InvalidOperationException($"The server did not come up: {e.Message}\n{LastLines()}", e);
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
                // A server need not know the checksums that S3 got in 2024.
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

    /// <summary>Makes a user of the bucket's account that may do what the policy says.</summary>
    public abstract Task<Keys> CreateReaderAsync(string name, string policy);

    /// <summary>Makes a user of the platform's account that may assume the role, if the role trusts it.</summary>
    public abstract Task<Keys> CreatePlatformAsync(string name);

    /// <summary>For servers that check signatures and rights only when they are told to.</summary>
    public virtual Task CheckRightsAsync(bool check) => Task.CompletedTask;

    /// <summary>Takes all objects out of the bucket.</summary>
    public async Task EmptyBucketAsync()
    {
        while (true)
        {
            var page = await Owner.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Policies.Bucket });
            if (page.S3Objects is not { Count: > 0 } found)
            {
                return;
            }

            // The request for many is XML, which has no control characters.
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

    /// <summary>The documented policy, with what this server needs otherwise.</summary>
    protected abstract string TrustPolicy { get; }

    /// <summary>Starts the programs, and waits until they answer.</summary>
    protected abstract Task StartAsync();

    /// <summary>Makes the user that owns the bucket and makes the others.</summary>
    protected abstract Task<Keys> CreateAdministratorAsync();

    /// <summary>Starts a program; the folder of its data and its ports are its own.</summary>
    private protected void Start(
        string program,
        IEnumerable<string> arguments,
        params IEnumerable<(string Name, string Value)> environment
    ) => _daemons.Add(new Daemon(program, arguments, environment));

    /// <summary>Waits until the server answers anything.</summary>
    private protected async Task AnsweringAsync()
    {
        using var http = new HttpClient();
        var (time, began) = (TimeProvider.System, TimeProvider.System.GetTimestamp());
        while (time.GetElapsedTime(began) < Patience && !_daemons.Exists(daemon => daemon.HasEnded))
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

        throw new TimeoutException("It does not answer.");
    }

    /// <summary>What the programs said last: those that have ended, if any has.</summary>
    private string LastLines() =>
        string.Join(
            '\n',
            _daemons
                .Where(daemon => daemon.HasEnded || !_daemons.Exists(other => other.HasEnded))
                .Select(daemon => $"{daemon.Name}{(daemon.HasEnded ? " has ended" : "")}:\n{daemon.LastLines}")
        );
}
