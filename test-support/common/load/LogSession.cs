using System.Globalization;

namespace TestSupport.Load;

/// <summary>
/// One session of a connection log. There are many users, roles and jobs, but few kinds of clients. Some values contain
/// characters that are difficult for a format.
/// </summary>
public sealed class LogSession
{
    /// <summary>
    /// One in this number of sessions has odd values: quotes, backslashes, a leading blank, other alphabets.
    /// </summary>
    private const int SessionsForOddOne = 100;

    /// <summary>The character # is replaced with the number of a person or a role.</summary>
    private static readonly (string Name, string Method)[] Users =
    [
        ("IAMR:analyst-#", "IAM AssumeUser"),
        ("IAM:loader-#", "IAM AssumeUser"),
        ("IAMA:user#@example.com:bi", "IAM AssumeUser"),
        ("IAM:dbt-#", "IAM AssumeUser"),
        ("svc_etl_#", "password"),
        ("rdsdb", "Ident"),
        ("u#", "password"),
    ];

    private static readonly (string Name, string Method)[] OddUsers =
    [
        ("""CORP\u#""", "password"),
        ("AzureAD:renée#@example.com", "IAM AssumeUser"),
        (""" "josé #" """, "password"),
    ];

    /// <summary>The character # is replaced with the hexadecimal number of a run or a job.</summary>
    private static readonly string[] Applications =
    [
        "airflow-#",
        "glue jr_#",
        "QuickSight-#",
        "spark-#",
        "dbt run #",
        "Tableau #",
        "RedshiftDataAPI",
        "psql",
        "",
    ];

    private static readonly string[] OddApplications =
    [
        "SQLEditor \"daily #\"",
        "Excel – Übersicht #",
        "集計 #",
        "C:\\jobs\\load #",
    ];

    // Many clients send neither of these values.
    private static readonly string[] Systems =
    [
        "",
        "",
        "Linux 5.10.205 amd64",
        "Windows 10 10.0 amd64",
        "Darwin 23.2.0 arm64",
    ];

    private static readonly string[] Drivers =
    [
        "",
        "",
        "Redshift Python Driver 2.0.918",
        "Amazon Redshift JDBC Driver 2.1.0.26",
        "libpq 15.4",
    ];

    private static readonly string[] Databases = ["prod", "analytics", "dev", "mart", "staging"];

    private static readonly (string Tls, string Cipher)[] Ciphers =
    [
        ("TLSv1.3", "TLS_AES_256_GCM_SHA384"),
        ("", ""),
        ("TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384"),
        ("TLSv1.3", "TLS_AES_128_GCM_SHA256"),
    ];

    private static readonly string[] Protocols = ["131072", "196608", "0"];

    private static readonly string[] Compressions = ["none", "lz4", ""];

    public LogSession(Random random)
    {
        var isOdd = random.Next(SessionsForOddOne) == 0;
        (User, Method) = UserOf(random, isOdd);
        Application = Any(isOdd ? OddApplications : Applications, random)
            .Replace(
                "#",
                random.NextInt64(1L << 48).ToString("x12", CultureInfo.InvariantCulture),
                StringComparison.Ordinal
            );
        Host = $"::ffff:10.{random.Next(32)}.{random.Next(256)}.{random.Next(256)}";
        (Port, Pid) = (random.Next(1_024, 65_536), PidOf(random));
        (Tls, Cipher) = Any(Ciphers, random);
        (Database, Os, Driver) = (Any(Databases, random), Any(Systems, random), Any(Drivers, random));
        (Protocol, Compression) = (Any(Protocols, random), Any(Compressions, random));
        Id = GuidOf(random);
        IamGuid = Method.StartsWith("IAM", StringComparison.Ordinal) ? GuidOf(random).ToString() : "";
    }

    /// <summary>The number of events of this session that are already logged.</summary>
    public int Events { get; set; }

    public string User { get; }

    public string Method { get; }

    public string Host { get; }

    public int Port { get; }

    public int Pid { get; }

    public string Database { get; }

    public string Tls { get; }

    public string Cipher { get; }

    public string IamGuid { get; }

    public string Application { get; }

    public string Os { get; }

    public string Driver { get; }

    public string Plugin => Method.StartsWith("IAM", StringComparison.Ordinal) ? "Okta" : "none";

    public string Protocol { get; }

    public Guid Id { get; }

    public string Compression { get; }

    public static (string Name, string Method) UserOf(Random random, bool isOdd = false)
    {
        var (name, method) = Any(isOdd ? OddUsers : Users, random);
        return (
            name.Replace("#", random.Next(100_000).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
            method
        );
    }

    public static int PidOf(Random random) => 1_073_741_824 + random.Next(1_000_000);

    /// <summary>A random item of a short list; the first items are more frequent than the last.</summary>
    private static T Any<T>(T[] few, Random random)
    {
        var chance = random.NextDouble();
        return few[(int)(chance * Math.Sqrt(chance) * few.Length)];
    }

    private static Guid GuidOf(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
