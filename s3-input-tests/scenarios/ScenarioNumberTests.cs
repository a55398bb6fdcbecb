using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace InputSdk.S3.Tests.Scenarios;

/// <summary>
/// The numbered scenarios are the known ways in which thirty public readers of buckets lose or repeat data. Each number
/// must have its test.
/// </summary>
public sealed partial class ScenarioNumberTests
{
    [Fact]
    public void Each_of_the_33_scenarios_has_exactly_one_test()
    {
        var numbers =
            from type in typeof(ScenarioNumberTests).Assembly.GetTypes()
            where type.Namespace == typeof(ScenarioNumberTests).Namespace && type != typeof(ScenarioNumberTests)
            from method in type.GetMethods()
            where method.GetCustomAttribute<FactAttribute>() is not null
            select int.Parse(Number().Match(method.Name).Groups["number"].Value, CultureInfo.InvariantCulture);
        Assert.Equal(Enumerable.Range(1, 33), numbers.Order());
    }

    [GeneratedRegex("^S(?<number>[0-9]{2})_[A-Z]", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
