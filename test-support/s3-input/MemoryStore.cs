using InputSdk.S3.Store;

namespace InputSdk.S3.TestSupport;

/// <summary>A bucket in memory, listed as S3 lists, with its own clock.</summary>
internal sealed class MemoryStore : IObjectStore
{
    private readonly SortedDictionary<string, (ObjectVersion Version, byte[] Body)> _objects = new(KeyOrder.Instance);
    private int _versions;

    public DateTimeOffset Now { get; set; } = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    public int PageSize { get; set; } = Limits.ListPageKeys;

    /// <summary>The maximum number of bytes that one read returns.</summary>
    public int ChunkSize { get; set; } = int.MaxValue;

    public List<ListRequest> Lists { get; } = [];

    public List<string> Gets { get; } = [];

    /// <summary>Called before each GET. It throws to make the GET fail.</summary>
    public Action<ObjectVersion> OnGet { get; set; } = _ => { };

    /// <summary>Called before each LIST. It throws to make the LIST fail.</summary>
    public Action<ListRequest> OnList { get; set; } = _ => { };

    /// <summary>Changes a page before it is returned.</summary>
    public Func<ListRequest, ListPage, ListPage> OnPage { get; set; } = (_, page) => page;

    /// <summary>Changes a body before it is returned.</summary>
    public Func<ObjectVersion, Stream, Stream> OnBody { get; set; } = (_, body) => body;

    public IEnumerable<string> Keys => _objects.Keys;

    public void Put(string key, byte[] body, DateTimeOffset? lastModified = null, string storageClass = "STANDARD") =>
        _objects[key] = (
            new ObjectVersion
            {
                Key = key,
                ETag = $"\"{++_versions:x8}\"",
                Size = body.Length,
                LastModified = lastModified ?? Now,
                StorageClass = storageClass,
            },
            body
        );

    public ObjectVersion VersionOf(string key) => _objects[key].Version;

    public void Delete(string key) => _objects.Remove(key);

    public DateTimeOffset Clock => Now + ClockOff;

    /// <summary>The offset of the host's clock.</summary>
    public TimeSpan ClockOff { get; set; }

    /// <summary>The offset of a probe's Date header.</summary>
    public TimeSpan ProbeOff { get; set; }

    public int Requests => 1 + Lists.Count + Gets.Count;

    public Task<Probe> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(new Probe(Now + ProbeOff));

    public Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken)
    {
        OnList(request);
        Lists.Add(request);
        return Task.FromResult(OnPage(request, Page(request)));
    }

    public Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken)
    {
        OnGet(version);
        Gets.Add(version.Key);
        if (!_objects.TryGetValue(version.Key, out var found) || found.Version.ETag != version.ETag)
        {
            throw new ObjectMissingException("S3 returned 404 NoSuchKey");
        }

        return Task.FromResult(OnBody(version, new Chunks(found.Body, ChunkSize)));
    }

    public void Dispose() { }

    /// <summary>A bucket with the files of a fixtures folder. File names are percent-encoded keys.</summary>
    public static MemoryStore OfFolder(string folder)
    {
        var store = new MemoryStore();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            store.Put(Uri.UnescapeDataString(path), File.ReadAllBytes(file), store.Now.AddDays(-1));
        }

        return store;
    }

    private ListPage Page(ListRequest request)
    {
        var size = Math.Min(PageSize, request.MaxKeys);
        var (objects, folders) = (new List<ObjectVersion>(), new List<string>());
        var last = request.ContinuationToken ?? "";
        foreach (var (key, (version, _)) in _objects)
        {
            if (
                !key.StartsWith(request.Prefix, StringComparison.Ordinal)
                || KeyOrder.Instance.Compare(key, request.StartAfter) <= 0
            )
            {
                continue;
            }

            var slash = request.Folders ? key.IndexOf('/', request.Prefix.Length) : -1;
            var entry = slash < 0 ? key : key[..(slash + 1)];
            if (KeyOrder.Instance.Compare(entry, last) <= 0)
            {
                continue;
            }

            if (objects.Count + folders.Count == size)
            {
                return new ListPage
                {
                    Objects = objects,
                    Folders = folders,
                    IsTruncated = true,
                    NextToken = last,
                    Date = Now,
                };
            }

            last = entry;
            if (slash < 0)
            {
                objects.Add(version);
            }
            else
            {
                folders.Add(entry);
            }
        }

        return new ListPage
        {
            Objects = objects,
            Folders = folders,
            IsTruncated = false,
            Date = Now,
        };
    }

    private sealed class Chunks(byte[] body, int size) : MemoryStream(body)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
