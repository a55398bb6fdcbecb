using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InputSdk;

namespace ConformanceTests;

/// <summary>Saboteurs with an error in the manifest, its schemas, or the validation of configurations.</summary>
internal static class DeclarationSaboteurs
{
    public static IReadOnlyList<Saboteur> All =>
        [
            new("A1", "omits a member from its manifest", Says("\"delivery\": \"at-least-once\",", "")),
            new(
                "A2",
                "embeds another manifest than it ships",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    OwnManifest = Encoding.UTF8.GetBytes(NumbersManifest.Text + " "),
                })
            ),
            new(
                "A3",
                "changes its manifest each time it is read",
                DriverOf(inner => new ChangingManifestConnector(inner))
            )
            {
                NoticedBy = ["A2"],
            },
            new(
                "A4",
                "names another type as its entry",
                Says("ConformanceTests.NumbersConnector", "ConformanceTests.Other")
            ),
            new("A5", "ships a note for its developers", Says("Lists of numbers.", "TODO: describe it")),
            new("A6", "cannot read the checkpoints that it writes", Says("\"reads\": [1]", "\"reads\": [7]")),
            new(
                "A7",
                "lists an error twice",
                Says(
                    "{ \"code\": \"numbers.denied\"",
                    "{ \"code\": \"numbers.unavailable\", \"kind\": \"Transient\", \"help\": \"Wait.\" }, "
                        + "{ \"code\": \"numbers.denied\""
                )
            ),
            new(
                "B1",
                "uses a keyword that no validator enforces",
                Says("\"title\": \"Guest\", \"description\"", "\"const\": \"g\", \"title\": \"Guest\", \"description\"")
            ),
            new("B2", "has a default that is not allowed", Says("\"default\": \"up\"", "\"default\": \"sideways\"")),
            new("B3", "has no titles for enum values", Says("\"x-enum-titles\": [\"Up\", \"Down\"],", "")),
            new("B4", "does not mark its secret", Says("\"x-secret\": true,", "")),
            new(
                "B5",
                "has a default for a secret",
                Says("\"minLength\": 8,", "\"minLength\": 8, \"default\": \"12345678\",")
            ),
            new(
                "B6",
                "has a pattern that accepts a newline",
                Says(
                    "\"description\": \"Name of a guest.\", \"pattern\": \"^[a-z]{3,20}$(?!\\\\n)\"",
                    "\"description\": \"Name of a guest.\", \"pattern\": \"^[a-z]{3,20}$\""
                )
            ),
            new(
                "B7",
                "accepts unknown settings",
                Says(
                    "\"title\": \"Settings\", \"additionalProperties\": false",
                    "\"title\": \"Settings\", \"additionalProperties\": true"
                )
            )
            {
                NoticedBy = ["C4"],
            },
            new(
                "B8",
                "has a branch without a title",
                Says("{ \"title\": \"Guest\", \"properties\"", "{ \"properties\"")
            ),
            new(
                "C1",
                "refuses a valid configuration by its schema",
                Says(
                    "\"description\": \"Name of the list.\", \"pattern\": \"^[a-z]{3,20}",
                    "\"description\": \"Name of the list.\", \"pattern\": \"^[a-z]{9,20}"
                )
            ),
            new(
                "C2",
                "uses a default list if none is named",
                Takes((settings, _) => settings.TryAdd("list", "numbers"))
            ),
            new(
                "C3",
                "accepts any order",
                Takes(
                    (settings, _) =>
                        Forget(
                            settings,
                            "order",
                            value =>
                                value is JsonValue text
                                && text.TryGetValue(out string? order)
                                && order is not ("up" or "down")
                        )
                )
            ),
            new(
                "C4",
                "ignores unknown settings",
                Takes((settings, secrets) => _ = settings.Remove("no_such_setting") | secrets.Remove("no_such_secret"))
            ),
            new(
                "C5",
                "accepts null as a string",
                Takes((settings, _) => Forget(settings, "order", value => value is null))
            ),
            new(
                "C6",
                "accepts comments and trailing commas",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    Request = request => request with { Config = Lenient(request.Config) },
                })
            ),
            new(
                "C7",
                "repeats the configuration in an error",
                DriverOf(inner => new WrappedConnector(inner)
                {
                    Error = (request, e) =>
                        e.Error.Kind == ErrorKind.Config
                            ? new InputException(
                                e.Error with
                                {
                                    Message = $"{Encoding.UTF8.GetString(request.Config.Settings.Span)} is wrong.",
                                }
                            )
                            : e,
                })
            ),
            new(
                "C8",
                "uses a default token if none is given",
                Takes((settings, secrets) => _ = settings.ContainsKey("guest") || secrets.TryAdd("token", "12345678"))
            ),
        ];

    public static NumbersDriver DriverOf(Func<IInputConnector, IInputConnector> made) => new(made);

    /// <summary>A driver whose manifest has one text replaced; the connector embeds the same manifest.</summary>
    private static NumbersDriver Says(string text, string instead)
    {
        if (!NumbersManifest.Text.Contains(text, StringComparison.Ordinal))
        {
            throw new ArgumentException($"The manifest does not contain {text}.", nameof(text));
        }

        var manifest = NumbersManifest.Text.Replace(text, instead, StringComparison.Ordinal);
        return new NumbersDriver(
            inner => new WrappedConnector(inner) { OwnManifest = Encoding.UTF8.GetBytes(manifest) },
            manifest
        );
    }

    private static NumbersDriver Takes(Action<JsonObject, JsonObject> change) =>
        DriverOf(inner => new WrappedConnector(inner)
        {
            Request = request =>
            {
                try
                {
                    var (settings, secrets) = (
                        JsonNode
                            .Parse(
                                request.Config.Settings.Span,
                                documentOptions: new() { AllowDuplicateProperties = false }
                            )!
                            .AsObject(),
                        JsonNode.Parse(request.Config.Secrets.Span)!.AsObject()
                    );
                    change(settings, secrets);
                    return request with
                    {
                        Config = new InputConfig
                        {
                            Settings = Encoding.UTF8.GetBytes(settings.ToJsonString()),
                            Secrets = Encoding.UTF8.GetBytes(secrets.ToJsonString()),
                        },
                    };
                }
                catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
                {
                    return request;
                }
            },
        });

    private static void Forget(JsonObject members, string name, Func<JsonNode?, bool> isWrong)
    {
        if (members.TryGetPropertyValue(name, out var value) && isWrong(value))
        {
            members.Remove(name);
        }
    }

    private static InputConfig Lenient(InputConfig config)
    {
        try
        {
            var options = new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
                AllowDuplicateProperties = false,
            };
            using var document = JsonDocument.Parse(config.Settings, options);
            return config with { Settings = JsonSerializer.SerializeToUtf8Bytes(document.RootElement) };
        }
        catch (JsonException)
        {
            return config;
        }
    }

    private sealed class ChangingManifestConnector(IInputConnector inner) : WrappedConnector(inner)
    {
        private int _read;

        public override ReadOnlyMemory<byte> Manifest =>
            Encoding.UTF8.GetBytes($"{NumbersManifest.Text}{new string(' ', ++_read)}");
    }
}
