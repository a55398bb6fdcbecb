using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Benchmarks;

/// <summary>
/// Connection logs as busy clusters write them: sessions of a few events each, few users, fewer
/// clients. How well they compress decides what reading them costs, so they are not made of noise.
/// </summary>
internal sealed class LogGenerator(int seed)
{
    private static readonly string[] Users = ["IAMR:analyst", "alice", "bob", "rdsdb", "svc_bi", "svc_etl", "svc_reports"];
    private static readonly string[] Events = ["authenticated", "initiating session", "set application_name", "disconnecting session"];
    private static readonly (string Os, string Driver, string Application)[] Clients =
    [
        ("Windows 10 10.0 amd64", "Amazon Redshift JDBC Driver 2.1.0.26", "DBeaver 23.3.5 - Main"),
        ("Linux 5.10.205 amd64", "Amazon Redshift JDBC Driver 2.1.0.9", "airflow"),
        ("Linux 6.1.75 x86_64", "Redshift Python Driver 2.0.918", "etl nightly"),
        ("Darwin 23.2.0 arm64", "PostgreSQL ODBC 13.02", "psql"),
    ];

    private readonly Random _random = new(seed);
    private DateTime _time = new(2024, 3, 9, 0, 0, 0, DateTimeKind.Utc);

    public byte[] Rows(int count)
    {
        var text = new StringBuilder();
        for (var row = 0; row < count; row += Events.Length)
        {
            Session(text);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] Gzip(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    private void Session(StringBuilder text)
    {
        var (os, driver, application) = Clients[_random.Next(Clients.Length)];
        var (user, pid, port) = (Users[_random.Next(Users.Length)], 1_073_741_824 + _random.Next(100_000), _random.Next(1_024, 65_536));
        var (host, session) = ($"::ffff:10.{_random.Next(4)}.{_random.Next(16)}.{_random.Next(256)}", Guid(_random));
        foreach (var happened in Events)
        {
            _time = _time.AddMilliseconds(_random.Next(1, 900));
            var duration = happened == "disconnecting session" ? _random.Next(100_000_000) : 0;
            text.Append(CultureInfo.InvariantCulture,
                $"{happened} |{_time:ddd, d MMM yyyy HH:mm:ss}:{_time:fff}|{host} |{port} |{pid}|dev |{user} |password |{duration}|TLSv1.2 |ECDHE-RSA-AES256-GCM-SHA384 |0| | | |{application} |{os} |{driver} |none |0|{session} |none\n");
        }
    }

    private static Guid Guid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
