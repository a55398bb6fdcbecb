using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>Access control: the requests that the console refuses, by origin, host, and token.</summary>
public sealed class AccessControlStories : ConsoleStory
{
    private const string Token = "correct-horse-battery-staple";

    [ConsoleFact]
    public async Task Only_console_pages_can_make_changes()
    {
        var token = await Client.CsrfTokenAsync();
        Assert.Equal(403, await PostAsync());
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, "invalid")));
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, token), ("Origin", "http://evil.example")));
        var otherPort = $"http://127.0.0.1:{Console.Address.Port + 1}";
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, token), ("Origin", otherPort)));
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, token), ("Origin", "null")));
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, token), ("Sec-Fetch-Site", "same-site")));
        Assert.Equal(403, await PostAsync((ConsoleClient.CsrfHeader, token), ("Sec-Fetch-Site", "cross-site")));
        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
        var origin = Console.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(
            201,
            await PostAsync((ConsoleClient.CsrfHeader, token), ("Origin", origin), ("Sec-Fetch-Site", "same-origin"))
        );
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
    public async Task The_API_refuses_all_methods_from_a_page_of_another_site(string header, string value)
    {
        foreach (
            var (method, path) in new[]
            {
                ("GET", "/api/session"),
                ("GET", "/api/inputs"),
                ("GET", "/API/inputs"),
                ("HEAD", "/api/inputs"),
                ("OPTIONS", "/api/inputs"),
                ("POST", "/api/session"),
                ("POST", "/api/inputs"),
                ("PUT", "/api/inputs/1"),
                ("DELETE", "/api/inputs/1"),
                ("GET", "/api/no-such-thing"),
            }
        )
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            Assert.True(request.Headers.TryAddWithoutValidation(header, WithPort(value)));
            using var response = await Client.Plain.SendAsync(request);
            Assert.Equal((method, path, HttpStatusCode.Forbidden), (method, path, response.StatusCode));
            Assert.False(response.Headers.Contains("Set-Cookie"));
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            if (method != "HEAD")
            {
                var body = await response.Content.ReadAsStringAsync();
                Assert.Contains("The request came from a page of another site.", body, StringComparison.Ordinal);
            }
        }
    }

    [ConsoleFact]
    public async Task A_page_of_another_site_is_refused_even_with_the_token_and_does_not_count_as_a_wrong_token()
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
    public async Task Requests_from_console_pages_typed_addresses_and_links_are_accepted(
        string path,
        string header,
        string value
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Assert.True(request.Headers.TryAddWithoutValidation(header, WithPort(value)));
        using var response = await Client.Plain.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [ConsoleFact]
    public async Task Console_pages_can_make_changes_through_an_HTTPS_proxy()
    {
        var csrf = (ConsoleClient.CsrfHeader, await Client.CsrfTokenAsync());
        var origin = ("Origin", $"https://{Console.Address.Authority}");
        var insecureOrigin = ("Origin", $"http://{Console.Address.Authority}");
        var forwarded = ("X-Forwarded-Proto", "https");
        Assert.Equal(201, await PostAsync(csrf, origin, ("Sec-Fetch-Site", "same-origin")));
        Assert.Equal(201, await PostAsync(csrf, origin));
        Assert.Equal(201, await PostAsync(csrf, origin, forwarded));
        Assert.Equal(403, await PostAsync(csrf, insecureOrigin, forwarded));
    }

    [ConsoleFact]
    public async Task ASP_NET_Core_environment_variables_do_not_change_the_address()
    {
        const string AllAddresses = "http://0.0.0.0:0";
        await StartAsync(
            ("Kestrel__Endpoints__Other__Url", AllAddresses),
            ("ASPNETCORE_URLS", AllAddresses),
            ("URLS", AllAddresses)
        );
        Assert.DoesNotContain("0.0.0.0", Console.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(" and http", Console.Said, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", Console.Address.Host);
    }

    [ConsoleFact(ofUnix: true)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_data_folder_that_others_can_read_and_that_contains_other_files_is_refused()
    {
        using var elsewhere = new FixtureFolder(withFixtures: false);
        var data = Directory.CreateDirectory(elsewhere.File("data"));
        await File.WriteAllTextAsync(Path.Combine(data.FullName, "other.txt"), "");
        File.SetUnixFileMode(
            data.FullName,
            UnixFileMode.UserRead
                | UnixFileMode.UserWrite
                | UnixFileMode.UserExecute
                | UnixFileMode.OtherRead
                | UnixFileMode.OtherExecute
        );
        var ended = await ServedConsole.RunAsync(elsewhere.Folder, "http://127.0.0.1:0");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("Choose a separate folder with --data.", ended.Errors, StringComparison.Ordinal);
        Assert.True(File.GetUnixFileMode(data.FullName).HasFlag(UnixFileMode.OtherRead));
    }

    [ConsoleFact]
    public async Task A_page_whose_domain_resolves_to_this_address_is_refused()
    {
        foreach (var path in new[] { "/", "/api/session", "/api/inputs", "/health", "/metrics", "/openapi/v1.json" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path)
            {
                Headers = { Host = $"evil.example:{Console.Address.Port}" },
            };
            using var response = await Client.Plain.SendAsync(request);
            Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
        }

        using var local = new HttpRequestMessage(HttpMethod.Get, "/api/inputs")
        {
            Headers = { Host = $"localhost:{Console.Address.Port}" },
        };
        using var answer = await Client.Plain.SendAsync(local);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [ConsoleFact]
    public async Task Each_response_has_a_content_security_policy_without_other_origins_and_frames()
    {
        var id = await Client.AddAsync(Input());
        foreach (
            var path in new[]
            {
                "",
                "inputs/1",
                "health",
                "openapi/v1.json",
                "api/session",
                "api/inputs",
                $"api/inputs/{id}",
                "api/no-such-thing",
                "no-such.css",
            }
        )
        {
            using var response = await Client.Plain.GetAsync($"/{path}");
            AssertIsGuarded(response);
        }

        using var refused = await Client.Plain.PostAsync("/api/inputs", new StringContent("{}"));
        AssertIsGuarded(refused);

        // An internal error: a file that the console wrote is damaged.
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
    public async Task A_body_of_more_than_256_kilobytes_is_refused()
    {
        var large = Input();
        large["name"] = new string('n', 300 * 1024);
        Assert.Equal(413, (await Client.SendAsync(HttpMethod.Post, "/api/inputs", large)).Status);
        large["name"] = new string('n', 200 * 1024);
        Assert.Equal(422, (await Client.SendAsync(HttpMethod.Post, "/api/inputs", large)).Status);
    }

    [ConsoleTheory]
    [InlineData("http://0.0.0.0:0", null, "a token is required. Set INPUTHOST_TOKEN")]
    [InlineData("http://[::]:0", null, "a token is required. Set INPUTHOST_TOKEN")]
    [InlineData("http://console.example:80", null, "a token is required. Set INPUTHOST_TOKEN")]
    [InlineData("http://127.0.0.1:0", "short", "INPUTHOST_TOKEN is too short")]
    [InlineData("https://127.0.0.1:0", null, "For HTTPS, use a reverse proxy.")]
    [InlineData("8642", null, "--urls takes an address")]
    public async Task The_console_does_not_start_on_a_public_address_without_a_token(
        string urls,
        string? token,
        string message
    )
    {
        using var elsewhere = new FixtureFolder(withFixtures: false);
        var ended = await ServedConsole.RunAsync(elsewhere.Folder, urls, ("INPUTHOST_TOKEN", token ?? ""));
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(message, ended.Errors, StringComparison.Ordinal);
    }

    [ConsoleFact]
    public async Task With_a_token_all_requests_without_it_are_refused_and_programs_send_it_with_each_request()
    {
        await StartAsync(("INPUTHOST_TOKEN", Token));
        foreach (
            var path in new[]
            {
                "/api/inputs",
                "/api/events",
                "/api/connectors",
                "/openapi/v1.json",
                "/metrics",
                "/api/no-such-thing",
            }
        )
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
    public async Task The_cookie_of_a_sign_in_cannot_be_used_by_scripts_or_other_pages()
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
        using var old = new HttpRequestMessage(HttpMethod.Get, "/api/inputs")
        {
            Headers = { { "Cookie", cookie.Split(';')[0] } },
        };
        using var response = await Client.Plain.SendAsync(old);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private string WithPort(string value) =>
        value.Replace("{port}", $"{Console.Address.Port}", StringComparison.Ordinal);

    private async Task<int> PostAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/inputs")
        {
            Content = new StringContent(Input().ToJsonString(), Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await Client.Plain.SendAsync(request);
        return (int)response.StatusCode;
    }
}
