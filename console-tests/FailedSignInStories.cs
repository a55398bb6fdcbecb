using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>The number of wrong tokens is limited.</summary>
public sealed class FailedSignInStories : ConsoleStory
{
    private const string Token = "correct-horse-battery-staple";

    [ConsoleFact]
    public async Task After_ten_wrong_tokens_all_tokens_are_refused_for_a_minute_and_signed_in_users_are_not_affected()
    {
        await StartAsync(("INPUTHOST_TOKEN", Token));
        Assert.Equal(204, await SignInAsync(Token));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync("/api/inputs", Token)).StatusCode);
            Assert.Equal(401, await SignInAsync($"{Token}{i}"));
            Assert.Equal(HttpStatusCode.OK, (await GetAsync("/api/session", $"{Token}x{i}")).StatusCode);
        }

        foreach (
            var (path, token) in new[]
            {
                ("/api/inputs", Token),
                ("/api/inputs", "wrong"),
                ("/api/session", Token),
                ("/openapi/v1.json", Token),
            }
        )
        {
            var refused = await GetAsync(path, token);
            Assert.Equal((path, HttpStatusCode.TooManyRequests), (path, refused.StatusCode));
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
            Assert.Contains("Try again in ", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(429, await SignInAsync(Token));
        Assert.Equal(429, await SignInAsync("wrong"));
        Assert.Equal(200, (await Client.SendAsync(HttpMethod.Get, "/api/inputs")).Status);
        await Client.AddAsync(Input());
    }

    [ConsoleFact]
    public async Task Correct_tokens_and_requests_without_a_token_are_not_limited()
    {
        await StartAsync(("INPUTHOST_TOKEN", Token));
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(401, (await Client.SendAsync(HttpMethod.Get, "/api/connectors")).Status);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync("/api/connectors", Token)).StatusCode);
        }

        for (var i = 0; i < 15; i++)
        {
            Assert.Equal(204, await SignInAsync(Token));
        }
    }

    private async Task<int> SignInAsync(string token) =>
        (await Client.SendAsync(HttpMethod.Post, "/api/session", new JsonObject { ["token"] = token })).Status;

    private async Task<HttpResponseMessage> GetAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        return await Client.Plain.SendAsync(request);
    }
}
