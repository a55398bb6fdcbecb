using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using LocalS3;
using Xunit;

namespace LocalS3Tests;

/// <summary>A temporary folder with one bucket, a server over it and a client for it.</summary>
internal sealed class ServedBucket : IAsyncDisposable
{
    public const string Name = "logs-of-tests";
    public const string AccessKey = "AKIDEXAMPLE";

    private readonly List<AmazonS3Client> clients = [];

    private ServedBucket()
    {
        Folder = Directory.CreateTempSubdirectory("local-s3-").FullName;
        Directory.CreateDirectory(BucketFolder);
    }

    public string Folder { get; }

    public string BucketFolder => Path.Join(Folder, Name);

    public LocalS3Server Server { get; private set; } = null!;

    public AmazonS3Client Client { get; private set; } = null!;

    public static Task<ServedBucket> StartAsync(params IEnumerable<string> keys) =>
        StartAsync(keys, options => options);

    public static async Task<ServedBucket> StartAsync(
        IEnumerable<string> keys,
        Func<LocalS3Options, LocalS3Options> change
    )
    {
        var bucket = new ServedBucket();
        foreach (var key in keys)
        {
            bucket.Put(key, $"content of {key}");
        }

        bucket.Server = await LocalS3Server.StartAsync(
            change(new LocalS3Options { Folder = bucket.Folder }),
            CancellationToken.None
        );
        bucket.Client = bucket.NewClient(new BasicAWSCredentials(AccessKey, "secret"));
        return bucket;
    }

    public AmazonS3Client NewClient(AWSCredentials credentials, string region = "us-east-1")
    {
        var client = new AmazonS3Client(
            credentials,
            new AmazonS3Config
            {
                ServiceURL = Server.Endpoint.ToString(),
                ForcePathStyle = true,
                AuthenticationRegion = region,
                MaxErrorRetry = 0,
            }
        );
        clients.Add(client);
        return client;
    }

    public string Put(string key, string content) => PutFile(FileNames.Of(key), content);

    public string PutFile(string diskPath, string content)
    {
        var path = Path.Join(BucketFolder, diskPath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>All pages of a listing, following the tokens.</summary>
    public async Task<AllPages> ListAsync(
        string prefix = "",
        string delimiter = "",
        string startAfter = "",
        int pageSize = 1000
    )
    {
        var request = new ListObjectsV2Request
        {
            BucketName = Name,
            Prefix = prefix,
            Delimiter = delimiter.Length > 0 ? delimiter : null,
            StartAfter = startAfter.Length > 0 ? startAfter : null,
            MaxKeys = pageSize,
        };
        var listed = new AllPages([], [], []);
        ListObjectsV2Response page;
        do
        {
            page = await Client.ListObjectsV2Async(request);
            var keys = page.S3Objects?.Select(item => item.Key).ToList() ?? [];
            var prefixes = page.CommonPrefixes ?? [];
            Assert.Equal(keys.Count + prefixes.Count, page.KeyCount);
            listed.Keys.AddRange(keys);
            listed.CommonPrefixes.AddRange(prefixes);
            listed.PageSizes.Add(keys.Count + prefixes.Count);
            request.ContinuationToken = page.NextContinuationToken;
            Assert.Equal(page.IsTruncated == true, page.NextContinuationToken is not null);
        } while (page.IsTruncated == true);
        return listed;
    }

    public async Task<string> GetAsync(string key)
    {
        using var response = await Client.GetObjectAsync(Name, key);
        using var reader = new StreamReader(response.ResponseStream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

internal sealed record AllPages(List<string> Keys, List<string> CommonPrefixes, List<int> PageSizes);

/// <summary>A clock that the test sets.</summary>
internal sealed class ManualTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
