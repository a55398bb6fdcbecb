using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Invalid values that the platform passes to an input are reported before any request is sent.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class HostContextCheckTests : LocalS3Test
{
    [Theory]
    [InlineData("x")]
    [InlineData("a b")]
    [InlineData("é日本")]
    [InlineData("tenant-1\n")]
    [InlineData("tenant*")]
    public async Task A_tenant_that_is_not_a_valid_external_ID_is_refused(string tenant)
    {
        using var own = PlatformKeys();
        var error = await RefusedAsync(RoleConfig, tenant);
        Assert.Equal(("config.tenant_invalid", ErrorKind.Config, null), (error.Code, error.Kind, error.Pointer));
        Assert.Contains(
            "2 to 1224 ASCII letters, digits and characters of _+=,.@:/-",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(1224, true)]
    [InlineData(1225, false)]
    public async Task A_tenant_can_be_as_long_as_an_external_ID(int length, bool mayBe)
    {
        using var own = PlatformKeys();
        var read = await ReadResult.OfAsync(
            Connector(),
            new ReadRequest { Config = RoleConfig },
            new TenantHost(new string('t', length))
        );
        Assert.Equal(mayBe ? null : "config.tenant_invalid", read.Error?.Code);
    }

    [Fact]
    public async Task Without_a_role_the_tenant_is_not_used_as_external_ID()
    {
        var read = await ReadResult.OfAsync(
            Connector(),
            new ReadRequest { Config = Samples.Config() },
            new TenantHost("a b")
        );
        Assert.Null(read.Error);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_S3")]
    [InlineData("AWS_ENDPOINT_URL_STS")]
    public async Task A_variable_without_a_valid_server_address_is_named(string name)
    {
        using var own = PlatformKeys();
        using var wrong = new EnvironmentVariables((name, "ftp://127.0.0.1/"));
        var error = await RefusedAsync(RoleConfig, "");
        Assert.Equal(("config.invalid", ErrorKind.Config), (error.Code, error.Kind));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_of_an_unused_token_service_is_not_checked()
    {
        using var wrong = new EnvironmentVariables(("AWS_ENDPOINT_URL_STS", "ftp://127.0.0.1/"));
        Assert.Null((await ReadAsync(Samples.Config())).Error);
    }

    [Fact]
    public async Task A_role_that_the_token_service_does_not_accept_is_an_error_in_the_settings()
    {
        using var own = PlatformKeys();
        Refuse = request =>
            request.Operation == "AssumeRole" ? Denied with { Status = 400, Code = "ValidationError" } : null;
        var error = (await ReadAsync(RoleConfig)).Error!;
        Assert.Equal(
            ("config.invalid", ErrorKind.Config, "/settings/role_arn"),
            (error.Code, error.Kind, error.Pointer)
        );
    }

    [Fact]
    public async Task Canceling_a_read_while_the_token_service_hangs_ends_it_at_once()
    {
        using var own = PlatformKeys();
        await using var service = new HangingTokenService();
        using var hanging = new EnvironmentVariables(("AWS_ENDPOINT_URL_STS", service.Endpoint.ToString()));
        using var gaveUp = new CancellationTokenSource();
        var read = Connector()
            .ReadAsync(new ReadRequest { Config = RoleConfig }, new TestHost(), gaveUp.Token)
            .GetAsyncEnumerator();
        var first = read.MoveNextAsync().AsTask();
        await service.IsAsked;
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await read.DisposeAsync();
        Assert.Equal(1, service.Asked);
    }

    private async Task<InputError> RefusedAsync(InputConfig config, string tenant)
    {
        var read = await ReadResult.OfAsync(Connector(), new ReadRequest { Config = config }, new TenantHost(tenant));
        Assert.Empty(Server.Requests);
        return read.Error!;
    }
}
