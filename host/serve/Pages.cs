using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;

namespace InputHost.Serve;

/// <summary>The pages of the console: the files that <c>console/</c> is built to, beside the program.</summary>
internal static class Pages
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "console");

    public static bool AreBuilt => File.Exists(Path.Combine(Folder, "index.html"));

    /// <summary>Serves the files and, for every other path, the single page, which routes in the browser.</summary>
    public static void Map(WebApplication app)
    {
        var files = new PhysicalFileProvider(Folder);
        app.UseStaticFiles(
            new StaticFileOptions
            {
                FileProvider = files,
                OnPrepareResponse = context =>
                {
                    // The names of assets contain a hash of their content.
                    var isAsset = context.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal);
                    context.Context.Response.Headers.CacheControl = isAsset
                        ? "public, max-age=31536000, immutable"
                        : "no-cache";
                },
            }
        );
        app.MapFallbackToFile("index.html", new StaticFileOptions { FileProvider = files });
    }
}
