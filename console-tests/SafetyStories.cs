using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using InputHost.Tests;
using Xunit;

namespace ConsoleTests;

/// <summary>Who may do what, from where.</summary>
public sealed class SafetyStories : ConsoleStory
{
    private const string Token = "correct-horse-battery-staple";

    [ConsoleFact]
    public async Task Only_the_console_s_own_pages_may_change_something()
    {
        var token = await Client.CsrfTokenAsync();
        Assert.Equal(403, await PostAsync());
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, "made up")));
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, token), ("Origin", "http://evil.example")));
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, token), ("Origin", $"http://127.0.0.1:{Console.Address.Port + 1}")));
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, token), ("Origin", "null")));
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, token), ("Sec-Fetch-Site", "same-site")));
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, token), ("Sec-Fetch-Site", "cross-site")));
        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
        var origin = Console.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(201, await PostAsync((ConsoleClient.CsrfHeader, token), ("Origin", origin), ("Sec-Fetch-Site", "same-origin")));
    }

    [ConsoleTheory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "http://127.0.0.1")]
    [InlineData("Origin", "http://localhost:{port}")]
    [InlineData("Origin", "http://127.0.0.1:{port}.evil.example")]
    [InlineData("Origin", "http://127.0.0.1:{port}@evil.example")]
    [InlineData("Origin", "ftp://127.0.0.1:{port}")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "")]
    public async Task A_page_of_another_site_gets_nothing_of_the_API_by_any_method(string header, string value)
    {
        foreach (var (method, path) in new[]
        {
            ("GET", "/api/session"), ("GET", "/api/inputs"), ("GET", "/API/inputs"), ("HEAD", "/api/inputs"), ("OPTIONS", "/api/inputs"), ("POST", "/api/session"),
            ("POST", "/api/inputs"), ("PUT", "/api/inputs/1"), ("DELETE", "/api/inputs/1"), ("GET", "/api/no-such-thing"),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            Assert.True(request.Headers.TryAddWithoutValidation(header, value.Replace("{port}", $"{Console.Address.Port}", StringComparison.Ordinal)));
            using var response = await Client.Plain.SendAsync(request);
            Assert.Equal((method, path, HttpStatusCode.Forbidden), (method, path, response.StatusCode));
            Assert.False(response.Headers.Contains("Set-Cookie"));
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            if (method != "HEAD")
            {
                Assert.Contains("This came from a page of another site.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }
    }

    [ConsoleFact]
    public async Task A_page_of_another_site_gets_nothing_with_the_token_either_and_counts_as_no_guess()
    {
        await StartAsync(("INPUTHOST_TOKEN", Token));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(403, await PostAsync(("Authorization", $"Bearer {Token}x"), ("Sec-Fetch-Site", "cross-site")));
        }

        Assert.Equal(403, await PostAsync(("Authorization", $"Bearer {Token}"), ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(403, await PostAsync(("Authorization", $"Bearer {Token}"), ("Origin", "http://evil.example")));
        Assert.Equal(201, await PostAsync(("Authorization", $"Bearer {Token}")));
    }

    [ConsoleTheory]
    [InlineData("/api/inputs", "Sec-Fetch-Site", "none")]
    [InlineData("/api/inputs", "Sec-Fetch-Site", "same-origin")]
    [InlineData("/api/inputs", "Origin", "http://127.0.0.1:{port}")]
    [InlineData("/", "Sec-Fetch-Site", "cross-site")]
    [InlineData("/inputs/1", "Sec-Fetch-Site", "cross-site")]
    public async Task Its_own_pages_an_address_that_is_entered_and_a_link_to_its_pages_are_answered(string path, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Assert.True(request.Headers.TryAddWithoutValidation(header, value.Replace("{port}", $"{Console.Address.Port}", StringComparison.Ordinal)));
        using var response = await Client.Plain.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [ConsoleFact]
    public async Task Behind_a_proxy_that_speaks_HTTPS_its_own_pages_may_change_something()
    {
        var token = await Client.CsrfTokenAsync();
        var origin = $"https://{Console.Address.Authority}";
        Assert.Equal(201, await PostAsync((ConsoleClient.CsrfHeader, token), ("Origin", origin), ("Sec-Fetch-Site", "same-origin")));
        Assert.Equal(201, await PostAsync((ConsoleClient.CsrfHeader, token), ("Origin", origin)));
        Assert.Equal(201, await PostAsync((ConsoleClient.CsrfHeader, token), ("Origin", origin), ("X-Forwarded-Proto", "https")));
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, token), ("Origin", $"http://{Console.Address.Authority}"), ("X-Forwarded-Proto", "https")));
    }

    [ConsoleFact]
    public async Task No_variable_of_the_framework_has_it_listen_elsewhere()
    {
        await StartAsync(("Kestrel__Endpoints__Other__Url", "http://0.0.0.0:0"), ("ASPNETCORE_URLS", "http://0.0.0.0:0"), ("URLS", "http://0.0.0.0:0"));
        Assert.DoesNotContain("0.0.0.0", Console.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(" and http", Console.Said, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", Console.Address.Host);
    }

    [ConsoleFact(ofUnix: true)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_folder_that_others_read_and_that_holds_their_files_is_not_taken()
    {
        using var elsewhere = new Workplace(withFixtures: false);
        var data = Directory.CreateDirectory(elsewhere.File("data"));
        await File.WriteAllTextAsync(Path.Combine(data.FullName, "somebody's"), "");
        File.SetUnixFileMode(data.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var ended = await ServedConsole.RunAsync(elsewhere.Folder, "http://127.0.0.1:0");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("Name a folder of its own.", ended.Errors, StringComparison.Ordinal);
        Assert.True(File.GetUnixFileMode(data.FullName).HasFlag(UnixFileMode.OtherRead));
    }

    [ConsoleFact]
    public async Task A_page_that_gave_its_own_name_this_address_gets_nothing()
    {
        foreach (var path in new[] { "/", "/api/session", "/api/inputs", "/health", "/openapi/v1.json" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = $"evil.example:{Console.Address.Port}" } };
            using var response = await Client.Plain.SendAsync(request);
            Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
        }

        using var named = new HttpRequestMessage(HttpMethod.Get, "/api/inputs") { Headers = { Host = $"localhost:{Console.Address.Port}" } };
        using var answer = await Client.Plain.SendAsync(named);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [ConsoleFact]
    public async Task Every_answer_says_that_only_the_console_s_own_files_may_be_loaded_and_no_frame_may_hold_it()
    {
        var id = await Client.AddAsync(Input());
        foreach (var path in new[] { "", "inputs/1", "health", "openapi/v1.json", "api/session", "api/inputs", $"api/inputs/{id}", "api/no-such-thing", "no-such.css" })
        {
            using var response = await Client.Plain.GetAsync($"/{path}");
            AssertIsGuarded(response);
        }

        using var refused = await Client.Plain.PostAsync("/api/inputs", new StringContent("{}"));
        AssertIsGuarded(refused);

        // A fault of its own: what it wrote itself is no longer what it was.
        AddLog(Day, first: 1, rows: 2, isBad: _ => true);
        var folder = (await Client.RunToEndAsync(id))["output"]!["folder"]!.GetValue<string>();
        await File.WriteAllTextAsync(Path.Combine(folder, "rejects.ndjson"), "{}\n");
        using var failed = await Client.Plain.GetAsync($"/api/inputs/{id}/rejects");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        AssertIsGuarded(failed);
        Assert.DoesNotContain("   at ", await failed.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        static void AssertIsGuarded(HttpResponseMessage response)
        {
            var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
            Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [ConsoleFact]
    public async Task A_body_beyond_256_kilobytes_is_refused()
    {
        var large = Input();
        large["name"] = new string('n', 300 * 1024);
        Assert.Equal(413, (await Client.SendAsync(HttpMethod.Post, "/api/inputs", large)).Status);
        large["name"] = new string('n', 200 * 1024);
        Assert.Equal(422, (await Client.SendAsync(HttpMethod.Post, "/api/inputs", large)).Status);
    }

    [ConsoleTheory]
    [InlineData("http://0.0.0.0:0", null, "a token is needed: set INPUTHOST_TOKEN")]
    [InlineData("http://[::]:0", null, "a token is needed: set INPUTHOST_TOKEN")]
    [InlineData("http://console.example:80", null, "a token is needed: set INPUTHOST_TOKEN")]
    [InlineData("http://127.0.0.1:0", "short", "INPUTHOST_TOKEN is too short")]
    [InlineData("https://127.0.0.1:0", null, "For HTTPS put a proxy in front.")]
    [InlineData("8642", null, "--urls takes an address")]
    public async Task Where_others_could_come_in_it_does_not_start_without_a_token(string urls, string? token, string said)
    {
        using var elsewhere = new Workplace(withFixtures: false);
        var ended = await ServedConsole.RunAsync(elsewhere.Folder, urls, ("INPUTHOST_TOKEN", token ?? ""));
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(said, ended.Errors, StringComparison.Ordinal);
    }

    [ConsoleFact]
    public async Task With_a_token_nothing_is_told_without_it_and_programs_send_it_with_each_request()
    {
        await StartAsync(("INPUTHOST_TOKEN", Token));
        foreach (var path in new[] { "/api/inputs", "/api/events", "/api/connectors", "/openapi/v1.json", "/api/no-such-thing" })
        {
            Assert.Equal(401, (await Client.SendAsync(HttpMethod.Get, path)).Status);
        }

        var session = await Client.GetAsync("/api/session");
        Assert.False(session["signedIn"]!.GetValue<bool>());
        Assert.Equal(401, await PostAsync(("Authorization", $"Bearer {Token}x")));
        Assert.Equal(401, await PostAsync(("Authorization", Token)));
        Assert.Equal(201, await PostAsync(("Authorization", $"Bearer {Token}")));
        Assert.DoesNotContain(Token, Console.Said + string.Concat(Client.Heard), StringComparison.Ordinal);
    }

    [ConsoleFact]
    public async Task Who_signs_in_with_the_token_gets_a_cookie_that_no_script_and_no_other_page_can_use()
    {
        await StartAsync(("INPUTHOST_TOKEN", Token));
        var answer = await Client.SendAsync(HttpMethod.Post, "/api/session", new JsonObject { ["token"] = Token });
        Assert.Equal(204, answer.Status);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);
        Assert.True((await Client.GetAsync("/api/session"))["signedIn"]!.GetValue<bool>());
        await Client.AddAsync(Input());
        Assert.Equal(403, await PostAsync());

        await StartAsync(("INPUTHOST_TOKEN", $"another-{Token}"));
        using var old = new HttpRequestMessage(HttpMethod.Get, "/api/inputs") { Headers = { { "Cookie", cookie.Split(';')[0] } } };
        using var response = await Client.Plain.SendAsync(old);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task<int> PostAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/inputs") { Content = new StringContent(Input().ToJsonString(), Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await Client.Plain.SendAsync(request);
        return (int)response.StatusCode;
    }
}
