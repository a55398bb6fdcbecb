using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using InputSdk.S3.Configuration;
using InputSdk.S3.Store;
using RedshiftAuditConnector;

namespace InputSdk.S3.Tests;

/// <summary>
/// A server on loopback that accepts every call and keeps each request exactly as it was sent. A listing is empty, and
/// a GET returns any number of zeros.
/// </summary>
internal sealed class RecordingS3 : IAsyncDisposable
{
    public const string AccessKey = "AKIAIOSFODNN7EXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    private readonly RawHttp _http;
    private readonly ConcurrentQueue<RawRequest> _requests = new();

    private TimeProvider _time = TimeProvider.System;

    public RecordingS3() =>
        _http = new RawHttp(request =>
        {
            _requests.Enqueue(request);
            var answer = Answer(request) ?? Accept(request);
            answer.Headers.TryAdd("Date", (Time?.Invoke() ?? _time.GetUtcNow()).ToString("R"));
            return Task.FromResult(answer);
        });

    public Uri Endpoint => new(_http.Endpoint);

    /// <summary>The server certificate; null for HTTP.</summary>
    public X509Certificate2? Certificate
    {
        set => _http.Certificate = value;
    }

    /// <summary>The number of connections so far, including those that failed before a request.</summary>
    public int Connections => _http.Connections;

    /// <summary>The server's time; null for the host's time.</summary>
    public Func<DateTimeOffset>? Time { get; set; }

    /// <summary>The name of the bucket in listings.</summary>
    public string Bucket { get; init; } = "audit-logs";

    /// <summary>The response to a request; null for the default one.</summary>
    public Func<RawRequest, RawResponse?> Answer { get; set; } = _ => null;

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<RawRequest> Requests => [.. _requests];

    /// <summary>The last GET.</summary>
    public RawRequest Last => _requests.Last(request => request.Method == "GET");

    /// <summary>Opens a store that has found the bucket.</summary>
    /// <param name="region">The configured Region.</param>
    /// <param name="network">Replaces the network.</param>
    /// <param name="host">The host.</param>
    /// <param name="limits">The limits; by default without retries.</param>
    public async Task<AwsObjectStore> OpenAsync(
        string? region = null,
        HttpMessageHandler? network = null,
        IInputHost? host = null,
        Limits? limits = null
    )
    {
        var config = ConfigReader.Read(
            RedshiftAuditLogs.Declaration,
            Samples.Config(region is null ? "" : $",\"region\":\"{region}\"", Bucket)
        );
        _time = host?.Time ?? TimeProvider.System;
        var store = new AwsObjectStore(
            config,
            RedshiftAuditLogs.Declaration,
            host ?? new TestHost { OtherTime = TimeProvider.System },
            limits ?? new Limits { RequestRetries = 0 },
            network
        );
        await store.ProbeAsync(CancellationToken.None);
        return store;
    }

    public static ObjectVersion Version(
        string key,
        string etag = "\"0123456789abcdef0123456789abcdef\"",
        long size = 3
    ) =>
        new()
        {
            Key = key,
            ETag = etag,
            Size = size,
            LastModified = new(2024, 3, 12, 0, 0, 0, TimeSpan.Zero),
        };

    /// <summary>The value of a parameter as a server decodes it; null if it is not sent.</summary>
    public static string? Parameter(RawRequest request, string name) =>
        request.Target.IndexOf('?', StringComparison.Ordinal) is var at and >= 0
            ? request
                .Target[(at + 1)..]
                .Split('&')
                .Select(pair => pair.Split('=', 2))
                .Where(pair => pair[0] == name)
                .Select(pair => Decoded(pair[1]))
                .SingleOrDefault()
            : null;

    /// <summary>Decodes the percent-encoding in a part of a request line, which must be valid UTF-8.</summary>
    public static string Decoded(string encoded)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < encoded.Length; i++)
        {
            bytes.Add(
                encoded[i] == '%'
                    ? byte.Parse(encoded.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier)
                    : checked((byte)encoded[i])
            );
            i += encoded[i] == '%' ? 2 : 0;
        }

        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
    }

    /// <summary>XML text in which every character except printable ASCII is a character reference.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value is >= ' ' and <= '~' and not ('<' or '>' or '&')
                ? escaped.Append((char)rune.Value)
                : escaped.Append($"&#x{rune.Value:X};");
        }

        return escaped.ToString();
    }

    public async ValueTask DisposeAsync() => await _http.DisposeAsync();

    private RawResponse Accept(RawRequest request)
    {
        if (request.Method == "HEAD")
        {
            return new RawResponse { IsHead = true };
        }

        if (request.Target.Contains("list-type=2", StringComparison.Ordinal))
        {
            return new RawResponse
            {
                Body = Encoding.ASCII.GetBytes(
                    "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + $"<Name>{Bucket}</Name><Prefix>{Escaped(Parameter(request, "prefix") ?? "")}</Prefix>"
                        + "<KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>"
                ),
            };
        }

        var size = int.Parse(request.Headers["range"]["bytes=0-".Length..]) + 1;
        var answer = new RawResponse { Status = 206, Body = new byte[size] };
        answer.Headers["Content-Range"] = $"bytes 0-{size - 1}/{size}";
        if (request.Headers.TryGetValue("if-match", out var etag))
        {
            answer.Headers["ETag"] = etag;
        }

        return answer;
    }
}
