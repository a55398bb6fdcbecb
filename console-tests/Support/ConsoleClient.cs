using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>Somebody who uses the console's API, with the token of a session.</summary>
internal sealed class ConsoleClient : IDisposable
{
    /// <summary>Nothing that a story waits for takes a tenth of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private string? _csrfToken;

    public ConsoleClient(Uri address) => _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = Patience };

    /// <summary>Sends requests as they are.</summary>
    public HttpClient Plain => _http;

    /// <summary>Every answer that was given so far, head and body.</summary>
    public List<string> Heard { get; } = [];

    public async Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        if (_csrfToken is null && method != HttpMethod.Get)
        {
            _csrfToken = (await SendAsync(HttpMethod.Get, "/api/session")).Json["csrfToken"]!.GetValue<string>();
        }

        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-Csrf-Token", _csrfToken);
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        return await HearAsync(response);
    }

    public async Task<Answer> HearAsync(HttpResponseMessage response)
    {
        var answer = new Answer((int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
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

    /// <summary>Adds an input and gives its id.</summary>
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
        return await UntilAsync(id, input => State(input) != "running" && State(input) != "stopping" && Started(input) != before);

        static string? Started(JsonNode input) => input["lastRuns"]!.AsArray().FirstOrDefault()?["started"]!.GetValue<string>();
    }

    /// <summary>The input as it is when it is so for the first time, by what the console tells of it.</summary>
    public Task<JsonNode> UntilAsync(string id, Func<JsonNode, bool> isSo) => UntilEventAsync($"/api/inputs/{id}/events", isSo);

    /// <summary>What a stream of events tells when it is so for the first time.</summary>
    public async Task<JsonNode> UntilEventAsync(string path, Func<JsonNode, bool> isSo)
    {
        JsonNode? last = null;
        try
        {
            await foreach (var told in EventsAsync(path))
            {
                last = told.Data;
                if (isSo(last))
                {
                    return last;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Said below, with what was told last.
        }

        throw new TimeoutException($"It did not come to that: {last?.ToJsonString()}");
    }

    public async IAsyncEnumerable<(string Name, JsonNode Data)> EventsAsync(string path, HttpMethod? method = null, JsonNode? body = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (body is not null)
        {
            request.Headers.Add("X-Csrf-Token", _csrfToken);
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(patience.Token))
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

/// <summary>An answer with its body.</summary>
internal sealed record Answer(int Status, HttpResponseHeaders Headers, string? MediaType, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body) ?? throw new JsonException("null");

    /// <summary>What is wrong, by the pointers of an answer that refuses a configuration.</summary>
    public IReadOnlyDictionary<string, string> Faults =>
        Json["faults"]!.AsArray().ToDictionary(fault => fault!["pointer"]!.GetValue<string>(), fault => fault!["message"]!.GetValue<string>());
}
