using System.Runtime.CompilerServices;
using System.Text;
using Xunit.Sdk;

namespace TestSupport;

/// <summary>
/// Compares a text with a snapshot file, by the convention of the Verify package:
/// <c>Class.Method_parameter.verified.txt</c> is committed, <c>.received.txt</c> is the different actual text.
/// <c>SNAPSHOTS=accept dotnet test</c> accepts the actual text, except in CI.
/// </summary>
public static class Snapshot
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Match(
        string actual,
        string parameter = "",
        [CallerMemberName] string method = "",
        [CallerFilePath] string file = ""
    )
    {
        // <project>/bin/<configuration>/<framework>
        var project = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[
            ^4
        ];
        var folder = Repository.File(project, "snapshots");
        var name = $"{Path.GetFileNameWithoutExtension(file)}.{method}{(parameter.Length == 0 ? "" : "_" + parameter)}";
        var verified = Path.Combine(folder, name + ".verified.txt");
        var received = Path.Combine(folder, name + ".received.txt");
        var expected = File.Exists(verified) ? File.ReadAllText(verified, Utf8) : null;
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }

        var accepts =
            Environment.GetEnvironmentVariable("SNAPSHOTS") == "accept"
            && Environment.GetEnvironmentVariable("CI") is null;
        Directory.CreateDirectory(folder);
        File.WriteAllText(accepts ? verified : received, actual, Utf8);
        if (!accepts)
        {
            throw new XunitException(
                $"{name} differs from its snapshot: {FirstDifference(expected ?? "", actual)}\n"
                    + $"Compare {received} with {verified}; set SNAPSHOTS=accept to accept the change."
            );
        }
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var at = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {at + 1}\n  expected: {left.ElementAtOrDefault(at)}\n  found:    {right.ElementAtOrDefault(at)}";
    }
}
