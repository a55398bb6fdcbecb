namespace InputSdk.S3;

/// <summary>
/// Every bound of the engine, each with its reason. Production uses <see cref="Default"/>; tests use
/// tiny ones, so that every boundary is crossed daily. None of them changes which records come out,
/// nor their order, except those that refuse an object and those that decide how a row is read.
/// </summary>
internal sealed record Limits
{
    public static readonly Limits Default = new();

    /// <summary>A configuration is typed by a person; more than this is a mistake or an attack.</summary>
    public const int ConfigBytes = 64 * 1024;

    /// <summary>S3's own bound for a key, in UTF-8 bytes.</summary>
    public const int KeyBytes = 1024;

    /// <summary>S3's own bound for a page of a listing, in keys.</summary>
    public const int ListPageKeys = 1000;

    /// <summary>
    /// The longest document that answers for one page: its keys, each at S3's bound and with every byte written
    /// as a reference of six characters, and half a kibibyte besides for each.
    /// </summary>
    public const int ListPageBytes = ListPageKeys * ((6 * KeyBytes) + 512);

    /// <summary>
    /// S3 refuses a signature whose time differs by more than this from its own:
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    /// </summary>
    public static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(15);

    /// <summary>The longest error document that is looked at.</summary>
    public const int ErrorBytes = 64 * 1024;

    /// <summary>
    /// The widest row that can be a layout of the future; today's have 22. What a line of a mebibyte
    /// could hold must not decide how much memory a row takes.
    /// </summary>
    public const int Columns = 256;

    /// <summary>
    /// Delimiters inside values of one row that are put together again: more than any client has
    /// reason to write, and few enough that trying all readings takes no time.
    /// </summary>
    public const int SurplusDelimiters = 64;

    /// <summary>
    /// Resolved objects that the checkpoint remembers one by one, 12 bytes each: most of the state's
    /// 128 KiB, and enough for a day of a hundred busy clusters. What would need one more is left to a
    /// later pass.
    /// </summary>
    public int Ids { get; init; } = 6_000;

    /// <summary>From here on a sweep is due, so that ids do not run out before it ends.</summary>
    public int IdsBeforeSweep => Ids * 3 / 4;

    /// <summary>Roots that the checkpoint keeps for polls; a sweep walks every root there is.</summary>
    public int Roots { get; init; } = 64;

    /// <summary>The same in bytes: 64 roots with keys at S3's bound would fill half the state.</summary>
    public int RootsBytes { get; init; } = 8 * 1024;

    /// <summary>
    /// Objects that failed and are kept to be tried again. More than this is no matter of single
    /// objects: the read holds, and somebody has to look.
    /// </summary>
    public int Parked { get; init; } = 256;

    /// <summary>The same in bytes: 256 keys at S3's bound would not fit into the state.</summary>
    public int ParkedBytes { get; init; } = 32 * 1024;

    /// <summary>
    /// Large objects that the checkpoint keeps the line count of, 16 bytes each: every parked one, and
    /// some that a crash cut off.
    /// </summary>
    public int Partials { get; init; } = 320;

    /// <summary>
    /// So many objects denied or cut off while not one could be read are no matter of single objects:
    /// the fault is the source's, and none of them is parked.
    /// </summary>
    public int SuspectsBeforeSourceFault { get; init; } = 20;

    /// <summary>
    /// The largest object that is decoded and verified whole before its first record leaves. Real
    /// logs decode to 0.2 MiB on average. Its records are kept in memory until then.
    /// </summary>
    public int WholeObjectBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Objects requested at once when a process begins to read. As many again may have come and wait for their turn, so
    /// that one that is slow does not keep others from being requested.
    /// </summary>
    public int Requests { get; init; } = 16;

    /// <summary>
    /// Up to so many when more requests bring more objects a second. S3's first byte takes 100–200 ms, so this is a
    /// thousand objects a second and more; S3 serves 5,500 requests a second for each prefix:
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
    /// </summary>
    public int MostRequests { get; init; } = 256;

    /// <summary>
    /// The largest object, in bytes of its body, that is received whole before it is decoded. The bodies of larger ones
    /// stay open, and only a few are.
    /// </summary>
    public int WholeBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Bytes of bodies, text and records of all objects of a process that are read ahead of their turn. The object
    /// whose turn it is, is read in any case.
    /// </summary>
    public long InFlightBytes { get; init; } = 40L * 1024 * 1024;

    /// <summary>
    /// Bytes of text that are decoded and parsed together. With the lines before them and the records made of them they
    /// fit into the cache of a core, and their buffer is one of the pool, which are powers of two.
    /// </summary>
    public int PieceBytes { get; init; } = (192 * 1024) - PaddedText.Padding;

    /// <summary>Pages that a process lists at once, and the segments that a long listing is divided into.</summary>
    public const int ListRequests = 16;

    /// <summary>
    /// Objects of a pass that are listed and wait to be read, beside those of the pages being listed.
    /// </summary>
    public const int ObjectsAhead = 4 * ListPageKeys;

    /// <summary>
    /// The longest line. Redshift cuts every value of a row to less than 100 KiB in sum; a longer
    /// line means that the object is no log.
    /// </summary>
    public int LineBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Lines before a row, and after it, that decide how it is read. More than 32 in total, so that two truncated lines
    /// are less than the share that counts. The value changes which records are emitted, so it must be the same on
    /// every machine.
    /// </summary>
    public int RowLines { get; init; } = 64;

    /// <summary>The same in bytes. Rows have some hundred bytes; lines farther away do not count.</summary>
    public int RowBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// Rejected lines of one object in one attempt: each is reported with its reason, which is longer than a short
    /// line. An object with more is parked, and the next attempt continues after them.
    /// </summary>
    public int RejectedLines { get; init; } = 10_000;

    /// <summary>
    /// NDJSON bytes after which a batch is handed over: large enough that the hand-over costs nothing.
    /// </summary>
    public int BatchBytes { get; init; } = 256 * 1024;

    /// <summary>Decoded bytes below which the expansion ratio is nobody's business.</summary>
    public long ExpansionFreeBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Decoded bytes for each byte of the object, above the free ones. Logs reach 10 to 30, a bomb
    /// made of zeros 1,000.
    /// </summary>
    public int ExpansionRatio { get; init; } = 200;

    /// <summary>
    /// The same for the inner layer of gzip within gzip: compressed data expands little, and takes as long to read as
    /// text.
    /// </summary>
    public long InnerGzipFreeBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// gzip inside gzip happens when a <c>Content-Encoding</c> is applied to a file that already is
    /// compressed; a third layer is an attack.
    /// </summary>
    public const int GzipLayers = 2;

    /// <summary>
    /// Times that a request which failed for a passing reason is sent again within a pass, with pauses
    /// that double up to 20 s: about a minute, which most storms do not outlast. Then the pass ends,
    /// and the host decides when the next one begins.
    /// </summary>
    public int RequestRetries { get; init; } = 6;

    /// <summary>
    /// A call to S3 or STS ends within this time, with everything that is repeated and except the body of an
    /// object: an answer to a listing of millions of deleted keys takes many seconds, none takes this long.
    /// </summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>
    /// An answer begins within this time, or the request is sent once more: a pooled connection may be dead without
    /// a sign. Two attempts fit into <see cref="RequestTime"/>.
    /// </summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>A body that gives no byte for this long is stuck.</summary>
    public TimeSpan BodyIdle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Checkpoints come at most this often by time …</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>… or after this many NDJSON bytes, whichever is first: a restart repeats no more.</summary>
    public long CheckpointBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Names of other things that are shown when no log was found: enough to see a typo by.</summary>
    public const int NamesShown = 8;

    /// <summary>
    /// Requests of a connection test: a person waits for it, on any bucket. Enough for a role, a bucket
    /// that moved, and the first roots of a bucket with many accounts.
    /// </summary>
    public const int CheckRequests = 10;

    /// <summary>What a person waits for; a source that needs longer for ten requests is not well.</summary>
    public static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(14);
}
