using InputSdk;
using Xunit;
using Xunit.Sdk;

namespace InputHost.Tests;

/// <summary>
/// The contract's public API is a promise to plugins and hosts that are already built. It changes only with its
/// version.
/// </summary>
public sealed class ContractApiTests
{
    private const string Old =
        "Contract 1.2.0\nIPlugin.Read():  abstract Int32\nIPlugin: interface\nKind.Good: const Kind = 0\nKind: enum\n";

    [Fact]
    public void The_contract_matches_its_snapshot_or_has_a_new_version()
    {
        var (verified, received) = (
            Repository.File("host-tests", "ContractApi.verified.txt"),
            Repository.File("host-tests", "ContractApi.received.txt")
        );
        var (before, now) = (File.ReadAllText(verified), ContractApi.Describe(typeof(IInputConnector).Assembly));
        if (before == now)
        {
            File.Delete(received);
            return;
        }

        var objection = ContractApi.Objection(before, now);
        var accepts =
            Environment.GetEnvironmentVariable("SNAPSHOTS") == "accept"
            && Environment.GetEnvironmentVariable("CI") is null
            && objection is null;
        File.WriteAllText(accepts ? verified : received, now);
        if (!accepts)
        {
            throw new XunitException(
                $"The contract differs from its snapshot{(objection is null ? "" : "; " + objection)}\n"
                    + $"Compare {received} with {verified}. "
                    + "Raise Version in sdk-contract/InputSdk.csproj accordingly, then run with SNAPSHOTS=accept. "
                    + "Until that version is released, start from the snapshot of the last released one."
            );
        }
    }

    [Theory]
    [InlineData("1.2.0", "Added: sealed class")]
    [InlineData("1.2.1", "Added: sealed class")]
    [InlineData("1.1.0", "Added: sealed class")]
    public void An_addition_without_a_new_minor_version_is_rejected(string version, string added) =>
        Assert.Equal($"it needs the next minor version: {added}", ContractApi.Objection(Old, Changed(version, added)));

    [Theory]
    [InlineData("IPlugin.Check(): abstract Int32")]
    [InlineData("IPlugin.Name: abstract required String { get; }")]
    public void A_new_required_member_needs_a_new_major_version(string added)
    {
        Assert.Contains("next major", ContractApi.Objection(Old, Changed("1.3.0", added)), StringComparison.Ordinal);
        Assert.Null(ContractApi.Objection(Old, Changed("2.0.0", added)));
    }

    [Fact]
    public void A_removed_or_renamed_member_needs_a_new_major_version()
    {
        var renamed = Changed("1.3.0", "Added: enum").Replace("Kind.Good", "Kind.Fine", StringComparison.Ordinal);
        Assert.Contains("next major version: Kind.Good", ContractApi.Objection(Old, renamed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.3.0", "Added: interface")]
    [InlineData("1.3.0", "IAdded.Read(): abstract Int32")]
    [InlineData("1.3.0", "IPlugin.More(): virtual Int32")]
    [InlineData("2.0.0", "Added: interface")]
    public void An_addition_with_a_new_version_can_be_accepted(string version, string added) =>
        Assert.Null(ContractApi.Objection(Old, Changed(version, added)));

    [Fact]
    public void A_new_version_alone_can_be_accepted() =>
        Assert.Null(ContractApi.Objection(Old, Old.Replace("1.2.0", "1.2.1", StringComparison.Ordinal)));

    private static string Changed(string version, string added) =>
        Old.Replace("1.2.0", version, StringComparison.Ordinal) + added + "\n";
}
