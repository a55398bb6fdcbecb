using System.Text;
using System.Text.Json;
using InputHost.Serve.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace InputHost.Serve.Api;

/// <summary>Returns the newest records and rejected lines of an input.</summary>
internal sealed class RecordsApi(LiveInputs inputs, RunServices services)
{
    private const string RejectsFile = "rejects.ndjson";
    private const int MaxShown = 200;
    private const int MaxDownloaded = 100_000;

    public void Map(RouteGroupBuilder api)
    {
        api.MapGet("/inputs/{id}/records", Show)
            .WithSummary("Returns the newest records, the newest last; at most 64 MiB.")
            .Produces<RecordsView>()
            .Produces(StatusCodes.Status404NotFound);
        api.MapGet("/inputs/{id}/records/download", Download)
            .WithSummary("Downloads the newest records as NDJSON with complete lines; at most 64 MiB.")
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson")
            .Produces(StatusCodes.Status404NotFound);
        api.MapGet("/inputs/{id}/rejects", Rejects)
            .WithSummary("Returns the newest rejected lines, the newest first; at most 64 MiB.")
            .Produces<IEnumerable<RejectView>>()
            .Produces(StatusCodes.Status404NotFound);
    }

    private IResult Show(string id, int? last)
    {
        if (Newest(id) is not { } file)
        {
            return inputs.Find(id) is null ? Results.NotFound() : Results.Ok(new RecordsView(null, []));
        }

        return Results.Ok(
            new RecordsView(
                file.Name,
                FileTail.Lines(file.FullName, Math.Clamp(last ?? 20, 1, MaxShown)).Select(Parsed).OfType<JsonElement>()
            )
        );
    }

    private IResult Download(string id, int? last)
    {
        if (Newest(id) is not { } file)
        {
            return Results.NotFound();
        }

        var count = Math.Clamp(last ?? 10_000, 1, MaxDownloaded);
        return Results.Stream(
            body => FileTail.CopyAsync(file.FullName, count, body),
            "application/x-ndjson",
            $"recent-{file.Name}"
        );
    }

    private IResult Rejects(string id, int? last)
    {
        if (inputs.Find(id) is not { } input)
        {
            return Results.NotFound();
        }

        var path = Path.Combine(Folder(input), RejectsFile);
        return Results.Ok(
            !File.Exists(path)
                ? []
                : FileTail
                    .Lines(path, Math.Clamp(last ?? 50, 1, MaxShown))
                    .Reverse()
                    .Select(Parsed)
                    .OfType<JsonElement>()
                    .Select(View)
        );
    }

    private static RejectView View(JsonElement line) =>
        new(
            $"{line.GetProperty("object").GetString()}:{line.GetProperty("line").GetInt64()}",
            line.GetProperty("code").GetString()!,
            line.GetProperty("message").GetString()!,
            Encoding.UTF8.GetString(line.GetProperty("raw").GetBytesFromBase64())
        );

    /// <summary>Returns null for an invalid line: the end of a file that is being written may be incomplete.</summary>
    private static JsonElement? Parsed(string line)
    {
        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private FileInfo? Newest(string id) =>
        inputs.Find(id) is not { } input
            ? null
            : ViewFactory
                .Files(new DirectoryInfo(Folder(input)))
                .Where(file => file.Name != RejectsFile && file.Length > 0)
                .MaxBy(file => file.LastWriteTimeUtc);

    private string Folder(LiveInput input) => services.Data.RecordsPath(input.Stored.Id, input.Stored.Folder);
}

/// <summary>The records of a file. The file is null until records are written.</summary>
internal sealed record RecordsView(string? File, IEnumerable<JsonElement> Records);

/// <summary>A rejected line, in which U+FFFD replaces invalid UTF-8.</summary>
internal sealed record RejectView(string Place, string Code, string Reason, string Raw);
