using Xunit;

namespace PostgresTests;

/// <summary>One server for all tests. Each test has its own database.</summary>
[CollectionDefinition(nameof(PostgresFixture))]
public sealed class PostgresFixture : IAsyncLifetime, ICollectionFixture<PostgresFixture>
{
    public PostgresServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.Missing is null || PostgresServer.IsRequired)
        {
            Server = await PostgresServer.StartAsync();
        }
    }

    public Task DisposeAsync()
    {
        Server?.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>Skipped where PostgreSQL is not installed, unless it is required.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.IsRequired ? null : PostgresServer.Missing;
}

/// <summary>The same as <see cref="PostgresFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresServer.IsRequired ? null : PostgresServer.Missing;
}
