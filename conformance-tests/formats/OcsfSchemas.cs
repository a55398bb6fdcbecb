using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace ConformanceTests;

/// <summary>
/// The schemas of OCSF for the classes that the connector uses. They are closed, and contain the constraints of the
/// framework that other validators ignore, so a library with the whole of draft-07 checks them.
/// </summary>
internal static class OcsfSchemas
{
    private static readonly Dictionary<int, JsonSchema> ByClass = Directory
        .EnumerateFiles(Repository.File("fixtures", "ocsf"), "*.schema.json")
        .ToDictionary(
            file => int.Parse(Path.GetFileName(file).Split('-')[2], System.Globalization.CultureInfo.InvariantCulture),
            JsonSchema.FromFile
        );

    /// <summary>The places and reasons where an event violates the schema of its class; empty if it is valid.</summary>
    public static IReadOnlyList<string> Violations(JsonNode ocsf)
    {
        if (ocsf["class_uid"] is not JsonValue id || !ByClass.TryGetValue((int)id, out var schema))
        {
            return ["the class is unknown"];
        }

        var result = Evaluate(schema, ocsf);
        return result.IsValid
            ? []
            :
            [
                .. result
                    .Details.Where(detail => detail.HasErrors)
                    .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))
                    .Prepend("invalid"),
            ];
    }

    /// <summary>
    /// The first match of a pattern compiles it. On a busy machine, that can take longer than the validator allows.
    /// </summary>
    private static EvaluationResults Evaluate(JsonSchema schema, JsonNode ocsf)
    {
        var options = new EvaluationOptions { OutputFormat = OutputFormat.List };
        try
        {
            return schema.Evaluate(ocsf, options);
        }
        catch (RegexMatchTimeoutException)
        {
            return schema.Evaluate(ocsf, options);
        }
    }
}
