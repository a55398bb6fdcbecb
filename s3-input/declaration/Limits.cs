using InputSdk.S3.Buffering;

namespace InputSdk.S3;

/// <summary>
/// The limits of the engine, each with its reason. Production uses <see cref="Default"/>. Tests use very small limits,
/// so that all of them are reached. Limits do not change which records are emitted or their order, except the limits
/// that refuse an object and the limits that decide how a row is read.
/// </summary>
internal sealed record Limits
{
    public static readonly Limits Default = new();

    /// <summary>The maximum size of a configuration. A larger one is a mistake or an attack.</summary>
    public const int ConfigBytes = 64 * 1024;

    /// <summary>The maximum length of a key in S3, in UTF-8 bytes.</summary>
    public const int KeyBytes = 1024;

    /// <summary>The maximum number of keys in a page of a listing in S3.</summary>
    public const int ListPageKeys = 1000;

    /// <summary>
    /// The maximum size of the document of one page: keys of the maximum length, with each byte encoded as a character
    /// reference of six bytes, and 512 bytes of other text for each key.
    /// </summary>
    public const int ListPageBytes = ListPageKeys * ((6 * KeyBytes) + 512);

    /// <summary>
    /// S3 refuses a signature whose time differs by more than this from the time of S3:
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    /// </summary>
    public static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(15);

    /// <summary>The maximum size of an error document that is parsed.</summary>
    public const int ErrorBytes = 64 * 1024;

    /// <summary>
    /// The maximum width of a row of a future layout; current rows have 22 columns. It limits the memory for a row,
    /// because a line of 1 MiB could contain many more delimiters.
    /// </summary>
    public const int Columns = 256;

    /// <summary>
    /// The maximum number of delimiters inside the values of one row that are repaired. It is more than any client has
    /// reason to write, and small enough that all possible readings are tried quickly.
    /// </summary>
    public const int SurplusDelimiters = 64;

    /// <summary>
    /// The maximum number of ids of resolved objects in the checkpoint, at 12 bytes each. They take most of the 128 KiB
    /// of the state and are sufficient for a day of a hundred busy clusters. A later pass reads the objects for which
    /// there is no space.
    /// </summary>
    public int Ids { get; init; } = 6_000;

    /// <summary>From this number of ids, a sweep is due, so that it ends before the limit is reached.</summary>
    public int IdsBeforeSweep => Ids * 3 / 4;

    /// <summary>The maximum number of roots that the checkpoint stores for polls. A sweep lists all roots.</summary>
    public int Roots { get; init; } = 64;

    /// <summary>The same in bytes: 64 roots of the maximum key length would fill half of the state.</summary>
    public int RootsBytes { get; init; } = 8 * 1024;

    /// <summary>
    /// The maximum number of parked objects, which failed and are retried. If there are more, the cause is not a single
    /// object: the read stops at the next one until a person fixes the cause.
    /// </summary>
    public int Parked { get; init; } = 256;

    /// <summary>The same in bytes: 256 keys of the maximum length would not fit into the state.</summary>
    public int ParkedBytes { get; init; } = 32 * 1024;

    /// <summary>
    /// The maximum number of large objects whose line count is in the checkpoint, at 16 bytes each: all parked ones,
    /// and some that a crash interrupted.
    /// </summary>
    public int Partials { get; init; } = 320;

    /// <summary>
    /// If this number of objects is denied or truncated and no object could be read, the source is assumed to be at
    /// fault, and none of them is parked.
    /// </summary>
    public int SuspectsBeforeSourceFault { get; init; } = 20;

    /// <summary>
    /// The maximum decoded size of an object that is decoded and verified completely before its first record is
    /// emitted. Its records are in memory until then. Real logs decode to 0.2 MiB on average.
    /// </summary>
    public int WholeObjectBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// The number of concurrent object requests when a process starts to read. The same number of received objects may
    /// wait for their turn, so that a slow object does not delay the requests for others.
    /// </summary>
    public int Requests { get; init; } = 16;

    /// <summary>
    /// The maximum number of concurrent object requests, used if more requests result in more objects per second. The
    /// first byte from S3 takes 100–200 ms, so this allows more than a thousand objects per second. S3 serves 5,500
    /// requests per second for each prefix:
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
    /// </summary>
    public int MaxRequests { get; init; } = 256;

    /// <summary>
    /// The maximum size of a body that is received completely before it is decoded. The bodies of larger objects remain
    /// open while they are decoded, and only a few are open at the same time.
    /// </summary>
    public int WholeBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// The maximum bytes of bodies, text and records of the objects that a process reads ahead. The next object to emit
    /// is always read.
    /// </summary>
    public long InFlightBytes { get; init; } = 40L * 1024 * 1024;

    /// <summary>
    /// The text of a piece, in bytes. The text, the lines before it and its records fit into the cache of a core. With
    /// the padding, the buffer has a size of the array pool, which is a power of two.
    /// </summary>
    public int PieceBytes { get; init; } = (192 * 1024) - PaddedText.Padding;

    /// <summary>The maximum number of concurrent list requests, and of segments of a long listing.</summary>
    public const int ListRequests = 16;

    /// <summary>
    /// The maximum number of listed objects of a pass that wait to be read, not counting the pages being listed.
    /// </summary>
    public const int ObjectsAhead = 4 * ListPageKeys;

    /// <summary>
    /// The maximum length of a line. Redshift truncates the values of a row to less than 100 KiB in total, so an object
    /// with a longer line is not a log.
    /// </summary>
    public int LineBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// The number of lines before a row, and after it, that decide how it is read. There must be more than 32 in total,
    /// so that two truncated lines are below the share that counts. The value changes which records are emitted, so it
    /// must be the same on every machine.
    /// </summary>
    public int RowLines { get; init; } = 64;

    /// <summary>The same in bytes. A row has a few hundred bytes; lines farther away are not used.</summary>
    public int RowBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// The maximum number of rejected lines of one object in one attempt. Each is reported with its reason, which is
    /// longer than a short line. An object with more is parked, and the next attempt continues after them.
    /// </summary>
    public int RejectedLines { get; init; } = 10_000;

    /// <summary>
    /// NDJSON bytes after which a batch is emitted. The size is large enough that the cost of emitting is negligible.
    /// </summary>
    public int BatchBytes { get; init; } = 256 * 1024;

    /// <summary>Decoded bytes below which the expansion ratio is not limited.</summary>
    public long ExpansionFreeBytes { get; init; } = 1L << 30;

    /// <summary>
    /// The maximum decoded bytes for each byte of the object, above <see cref="ExpansionFreeBytes"/>. Logs reach 10 to
    /// 30, a decompression bomb of zeros 1,000.
    /// </summary>
    public int ExpansionRatio { get; init; } = 200;

    /// <summary>
    /// The bytes without a limit for the inner layer of gzip inside gzip. Compressed data expands little and takes as
    /// long to read as text.
    /// </summary>
    public long InnerGzipFreeBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// The maximum number of gzip layers. Two layers occur if a <c>Content-Encoding</c> is applied to a file that is
    /// already compressed. A third layer is an attack.
    /// </summary>
    public const int GzipLayers = 2;

    /// <summary>
    /// The maximum number of retries of a request within a pass after transient errors. The delays double up to 20 s,
    /// so all retries take about a minute, which is longer than most outages. Then the pass ends, and the host decides
    /// when the next one starts.
    /// </summary>
    public int RequestRetries { get; init; } = 6;

    /// <summary>
    /// The timeout of a call to S3 or STS, including retries but not the body of an object. A response to a listing of
    /// millions of deleted keys takes many seconds; no response takes this long.
    /// </summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>
    /// If a response does not start within this time, the request is sent once more, because a pooled connection may be
    /// broken without an error. Two attempts fit into <see cref="RequestTime"/>.
    /// </summary>
    public TimeSpan ResponseStartTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The timeout of a body that provides no data.</summary>
    public TimeSpan BodyIdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time after which the next checkpoint is emitted …</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>… or the NDJSON bytes, if they are reached first. A restart repeats no more than this.</summary>
    public long CheckpointBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The number of names in a message if no log was found. It is sufficient to notice a typo.</summary>
    public const int NamesShown = 8;

    /// <summary>
    /// The maximum number of requests of a connection test, because a person waits for it. It is sufficient for a role,
    /// a bucket in another Region, and the first roots of a bucket with many accounts.
    /// </summary>
    public const int CheckRequests = 10;

    /// <summary>The timeout of a connection test. A source that needs longer for ten requests is not usable.</summary>
    public static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(14);
}
