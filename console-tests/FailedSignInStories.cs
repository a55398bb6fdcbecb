using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using InputHost.Serve.Safety;
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

    [Fact]
    public void The_minute_starts_at_the_first_of_ten_wrong_tokens_and_applies_only_to_one_address()
    {
        var time = new ManualTime();
        var signIns = new FailedSignIns(time);
        for (var i = 0; i < FailedSignIns.MaxAttempts; i++)
        {
            Assert.Null(signIns.Register(Address(1), isRight: true));
            Assert.Null(signIns.Register(Address(1), isRight: false));
            time.Pass(seconds: 2);
        }

        Assert.Equal(TimeSpan.FromSeconds(40), signIns.Register(Address(1), isRight: true));
        Assert.Equal(TimeSpan.FromSeconds(40), signIns.Register(Address(1), isRight: false));
        Assert.Null(signIns.Register(Address(2), isRight: false));
        time.Pass(seconds: 39);
        Assert.Equal(TimeSpan.FromSeconds(1), signIns.Register(Address(1), isRight: true));
        time.Pass(seconds: 1);
        Assert.Null(signIns.Register(Address(1), isRight: true));

        // At most ten wrong tokens are accepted in any minute: that of the second one is not over.
        Assert.Null(signIns.Register(Address(1), isRight: false));
        Assert.Equal(TimeSpan.FromSeconds(2), signIns.Register(Address(1), isRight: true));
        time.Pass(seconds: 60);
        Assert.Null(signIns.Register(Address(1), isRight: false));
    }

    [Fact]
    public void The_number_of_addresses_is_limited_and_a_new_address_replaces_the_oldest()
    {
        var time = new ManualTime();
        var signIns = new FailedSignIns(time);
        for (var address = 0; address < FailedSignIns.MaxAddresses; address++)
        {
            FailOften(address);
            time.Pass(seconds: 0.01);
        }

        Assert.NotNull(signIns.Register(Address(0), isRight: true));
        FailOften(FailedSignIns.MaxAddresses);
        Assert.Null(signIns.Register(Address(0), isRight: true));
        Assert.NotNull(signIns.Register(Address(1), isRight: true));
        Assert.NotNull(signIns.Register(Address(FailedSignIns.MaxAddresses), isRight: true));

        void FailOften(int address)
        {
            for (var i = 0; i < FailedSignIns.MaxAttempts; i++)
            {
                Assert.Null(signIns.Register(Address(address), isRight: false));
            }
        }
    }

    private static IPAddress Address(int number) => new(0x0A00_0000L + number);

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

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Pass(double seconds) => _ticks += TimeSpan.FromSeconds(seconds).Ticks;
    }
}
