using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>A client of the console's API, with the CSRF token of a session.</summary>
internal sealed class ConsoleClient : IDisposable
{
    public const string CsrfHeader = "X-Csrf-Token";

    /// <summary>At least ten times longer than each step takes, because the machine can be busy.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly Lazy<Task<string>> _csrfToken;

    public ConsoleClient(Uri address)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = address,
            Timeout = Timeout,
        };
        _csrfToken = new(async () =>
            (await SendAsync(HttpMethod.Get, "/api/session")).Json["csrfToken"]!.GetValue<string>()
        );
    }

    /// <summary>The CSRF token of the session, which requests that change something must send.</summary>
    public Task<string> CsrfTokenAsync() => _csrfToken.Value;

    /// <summary>Sends requests unchanged, without the CSRF token.</summary>
    public HttpClient Plain => _http;

    /// <summary>All responses so far, with headers and bodies.</summary>
    public List<string> Heard { get; } = [];

    public async Task<ApiResponse> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get)
        {
            request.Headers.Add(CsrfHeader, await CsrfTokenAsync());
        }

        request.Content = body is null
            ? null
            : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        return await HearAsync(response);
    }

    public async Task<ApiResponse> HearAsync(HttpResponseMessage response)
    {
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        var body = await response.Content.ReadAsStringAsync();
        var answer = new ApiResponse((int)response.StatusCode, response.Headers, mediaType, body);
        lock (Heard)
        {
            Heard.Add($"{response.Headers}{response.Content.Headers}{answer.Body}");
        }

        return answer;
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        var answer = await SendAsync(HttpMethod.Get, path);
        Assert.True(answer.Status == 200, $"{path}: {answer.Status} {answer.Body}");
        return answer.Json;
    }

    /// <summary>Adds an input and returns its id.</summary>
    public async Task<string> AddAsync(JsonObject input)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/inputs", input);
        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
        return answer.Json["id"]!.GetValue<string>();
    }

    public async Task RunAsync(string id, bool full = false)
    {
        var answer = await SendAsync(HttpMethod.Post, $"/api/inputs/{id}/run", new JsonObject { ["full"] = full });
        Assert.True(answer.Status == 202, $"{answer.Status} {answer.Body}");
    }

    /// <summary>Runs an input and waits for the end of that run.</summary>
    public async Task<JsonNode> RunToEndAsync(string id, bool full = false)
    {
        var before = Started(await GetAsync($"/api/inputs/{id}"));
        await RunAsync(id, full);
        return await UntilAsync(
            id,
            input => State(input) != "running" && State(input) != "stopping" && Started(input) != before
        );

        static string? Started(JsonNode input) =>
            input["lastRuns"]!.AsArray().FirstOrDefault()?["started"]!.GetValue<string>();
    }

    /// <summary>Waits for the first event of an input that meets the condition, and returns its data.</summary>
    public Task<JsonNode> UntilAsync(string id, Func<JsonNode, bool> condition) =>
        UntilEventAsync($"/api/inputs/{id}/events", condition);

    /// <summary>Waits for the first event of a stream that meets the condition, and returns its data.</summary>
    public async Task<JsonNode> UntilEventAsync(string path, Func<JsonNode, bool> condition)
    {
        JsonNode? last = null;
        try
        {
            await foreach (var (_, data) in EventsAsync(path))
            {
                last = data;
                if (condition(last))
                {
                    return last;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Reported below, with the last event.
        }

        throw new TimeoutException($"No event met the condition. Last event: {last?.ToJsonString()}");
    }

    public async IAsyncEnumerable<(string Name, JsonNode Data)> EventsAsync(
        string path,
        HttpMethod? method = null,
        JsonNode? body = null
    )
    {
        using var timeout = new CancellationTokenSource(Timeout);
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (body is not null)
        {
            request.Headers.Add(CsrfHeader, await CsrfTokenAsync());
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await using var stream = await response.Content.ReadAsStreamAsync(timeout.Token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(timeout.Token))
        {
            lock (Heard)
            {
                Heard.Add(item.Data);
            }

            yield return (item.EventType, JsonNode.Parse(item.Data)!);
        }
    }

    public static string State(JsonNode input) => input["state"]!.GetValue<string>();

    public static string Outcome(JsonNode input) => input["outcome"]!.GetValue<string>();

    public void Dispose() => _http.Dispose();
}

/// <summary>A response with its body.</summary>
internal sealed record ApiResponse(int Status, HttpResponseHeaders Headers, string? MediaType, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body) ?? throw new JsonException("null");

    /// <summary>The error messages of a response that refuses a configuration, by JSON pointer.</summary>
    public IReadOnlyDictionary<string, string> Faults =>
        Json["faults"]!
            .AsArray()
            .ToDictionary(
                error => error!["pointer"]!.GetValue<string>(),
                error => error!["message"]!.GetValue<string>()
            );
}
