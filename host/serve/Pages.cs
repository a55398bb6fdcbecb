using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;

namespace InputHost.Serve;

/// <summary>The pages, as they were built from <c>console/</c>: files beside the program.</summary>
internal static class Pages
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "console");

    public static bool AreBuilt => File.Exists(Path.Combine(Folder, "index.html"));

    /// <summary>Files as they are, and for every other path the one page, which finds its way by itself.</summary>
    public static void Map(WebApplication app)
    {
        var files = new PhysicalFileProvider(Folder);
        app.UseStaticFiles(
            new StaticFileOptions
            {
                FileProvider = files,
                OnPrepareResponse = context =>
                {
                    // Names of assets hold a hash of what is in them.
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
