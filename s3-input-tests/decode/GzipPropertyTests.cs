using InputSdk.S3.Fuzz;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// The properties of the gzip decoder, tested with randomly written and randomly damaged gzip data and compared with
/// GZipStream.
/// </summary>
public sealed class GzipPropertyTests
{
    private const int Cases = 1_500;

    public static TheoryData<string> Properties => new(GzipProperties.All.Keys);

    [Theory]
    [MemberData(nameof(Properties))]
    public void Random_gzip_data_satisfies_the_property(string property) =>
        Worlds.ForAll(Cases, GzipProperties.All[property]);
}
