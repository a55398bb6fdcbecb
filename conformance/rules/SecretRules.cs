using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InputSdk.Conformance;

/// <summary>K: secrets do not leak into output.</summary>
internal static class SecretRules
{
    // Characters that JSON, URLs, shells and regular expressions escape, the base64 alphabet, non-ASCII characters,
    // and one value that is a prefix of another.
    private static readonly string[] Canaries =
    [
        "Zq7+canary/Zq7=",
        "Zq7+canary/Zq7=more",
        "c%41nary\"q\\uote'$(x)",
        "[c].*a{2}^nary|?",
        "cänäry\u20ac\U0001F600Zq",
        "canary&<Zq7>#;,",
    ];

    public static readonly IReadOnlyList<Rule> All =
    [
        new()
        {
            Number = "K1",
            Requirement = "No message, event or checkpoint contains a secret, in any encoding.",
            NeedsWorld = true,
            CheckAsync = ReadingAsync,
        },
        new()
        {
            Number = "K2",
            Requirement = "No error or exception contains a secret, whichever call fails.",
            NeedsWorld = true,
            CheckAsync = FailingAsync,
        },
        new()
        {
            Number = "K3",
            Requirement = "An error about the configuration contains no secret, whether the secret is valid or not.",
            CheckAsync = ConfiguringAsync,
        },
        new()
        {
            Number = "K4",
            Requirement = "No step of a connection test contains a secret, whichever call fails.",
            NeedsWorld = true,
            CheckAsync = CheckingAsync,
        },
    ];

    /// <summary>The canaries that the connector accepts as secrets. A refused value cannot leak from a read.</summary>
    /// <exception cref="RuleSkippedException">The connector accepts none.</exception>
    internal static async Task<IReadOnlyList<string>> AcceptedAsync(ConnectorDriver driver)
    {
        var accepted = new List<string>();
        foreach (var canary in Canaries)
        {
            using var world = driver.NewWorld();
            var read = await Transcript.OfAsync(
                world.Connect(),
                world.ConfigWith(Secrets(world.Config, canary)),
                messages: 1
            );
            if (read.Error?.Kind != ErrorKind.Config)
            {
                accepted.Add(canary);
            }
        }

        return accepted.Count > 0
            ? accepted
            : throw new RuleSkippedException("the connector accepts none of the test secrets");
    }

    internal static byte[] Secrets(InputConfig config, string value)
    {
        var secrets = JsonNode.Parse(config.Secrets.Span)!.AsObject();
        foreach (var name in secrets.Select(member => member.Key).ToList())
        {
            secrets[name] = value;
        }

        return Encoding.UTF8.GetBytes(secrets.ToJsonString());
    }

    private static async Task ReadingAsync(ConnectorDriver driver)
    {
        foreach (var canary in await AcceptedAsync(driver))
        {
            using var world = driver.NewWorld();
            Clean(canary, await Transcript.OfAsync(world.Connect(), world.ConfigWith(Secrets(world.Config, canary))));
        }
    }

    private static async Task FailingAsync(ConnectorDriver driver)
    {
        var canaries = await AcceptedAsync(driver);
        await FaultInjection.OfReadAsync(
            driver,
            async (world, call, _) =>
            {
                var canary = canaries[call % canaries.Count];
                Clean(
                    canary,
                    await Transcript.OfAsync(world.Connect(), world.ConfigWith(Secrets(world.Config, canary)))
                );
            }
        );
    }

    private static async Task ConfiguringAsync(ConnectorDriver driver)
    {
        foreach (var canary in Canaries)
        {
            // All declared secrets, whether the valid configuration uses them or not.
            var all = new JsonObject(
                SchemaRules
                    .Properties(SchemaRules.Config(driver))
                    .Where(property => property.IsSecret)
                    .Select(property => KeyValuePair.Create<string, JsonNode?>(property.Pointer.Split('/')[^1], canary))
            );
            var unknown = new JsonObject { ["no_such_secret"] = canary };
            foreach (var secrets in new[] { all, unknown, With(all, "\n") })
            {
                foreach (
                    var settings in new[]
                    {
                        "{\"no_such_setting\":1}"u8.ToArray(),
                        driver.ValidConfig.Settings.ToArray(),
                    }
                )
                {
                    using var cancel = new CancellationTokenSource();
                    var config = new InputConfig { Settings = settings, Secrets = ConfigRules.Bytes(secrets) };
                    Clean(canary, await Transcript.CancelledAsync(driver.Create(), config, cancel, after: 0));
                }
            }
        }
    }

    private static JsonObject With(JsonObject secrets, string ending) =>
        new(secrets.Select(secret => KeyValuePair.Create<string, JsonNode?>(secret.Key, secret.Value + ending)));

    private static async Task CheckingAsync(ConnectorDriver driver)
    {
        var canaries = await AcceptedAsync(driver);
        await FaultInjection.OfCheckAsync(
            driver,
            async (world, call, _) =>
            {
                var canary = canaries[call % canaries.Count];
                foreach (
                    var step in await CheckRules.StepsAsync(
                        world.Connect(),
                        world.ConfigWith(Secrets(world.Config, canary))
                    )
                )
                {
                    Clean(canary, $"{step} {step.Message} {step.Error}", "a step of the connection test");
                }
            }
        );
    }

    private static void Clean(string canary, Transcript read)
    {
        foreach (var message in read.Messages)
        {
            Clean(canary, message.ToString(), message.GetType().Name);
            if (message is CheckpointReached reached)
            {
                Clean(canary, Encoding.Latin1.GetString(reached.Checkpoint.State.Span), "the checkpoint");
                Clean(canary, Encoding.UTF8.GetString(reached.Checkpoint.State.Span), "the checkpoint");
            }
        }

        foreach (var reported in read.Events)
        {
            Clean(canary, $"{reported} {reported.Message} {string.Join(' ', reported.Counters.Keys)}", "an event");
        }

        Clean(canary, $"{read.Error} {read.Error?.Message} {read.Error?.Pointer}", "the error");
        Clean(canary, read.Thrown?.ToString() ?? "", "the exception");
    }

    private static void Clean(string canary, string text, string where)
    {
        foreach (var (form, written) in Forms(canary))
        {
            RuleAssert.True(
                !text.Contains(written, StringComparison.OrdinalIgnoreCase),
                $"{where} contains a secret, {form}"
            );
        }
    }

    private static IEnumerable<(string Form, string Written)> Forms(string canary)
    {
        var bytes = Encoding.UTF8.GetBytes(canary);
        yield return ("unencoded", canary);
        yield return ("escaped for JSON", JsonSerializer.Serialize(canary)[1..^1]);
        yield return ("percent-encoded", Uri.EscapeDataString(canary));
        yield return ("in base64", Convert.ToBase64String(bytes).TrimEnd('='));
        yield return ("in hex", Convert.ToHexString(bytes));
    }
}
