using System.Globalization;
using System.Text.RegularExpressions;
using InputSdk.S3.Checkpoints;

namespace InputSdk.S3.Simulation;

/// <summary>Counts LIST requests at the store and compares them with rule 3.</summary>
internal sealed partial class RequestChecks(World world, WorldStore store, Action<Invariant, string> broken)
{
    private CheckpointState? _from;
    private bool _following;

    /// <summary>Only a sweep requests folders, to find the roots.</summary>
    public bool IsSweeping => store.Lists.Exists(request => request.Folders);

    public void BeginPass(CheckpointState? from, bool following) => (_from, _following) = (from, following);

    public void EndPass()
    {
        if (store.Lists.Count == 0)
        {
            return;
        }

        if (IsSweeping)
        {
            CheckSweep();
        }
        else if (
            store.Lists.Exists(request => !DayFolder().IsMatch(request.Prefix) && !IsFolderOfParked(request.Prefix))
        )
        {
            broken(Invariant.ListRequestsWithinLimit, "a poll listed more than day folders");
        }
        else if (
            store.Lists.Find(request =>
                DayFolder().IsMatch(request.Prefix) && !IsFolderOfParked(request.Prefix) && !IsPolled(request.Prefix)
            ) is
            { } other
        )
        {
            broken(Invariant.ListRequestsWithinLimit, $"a poll at {store.Probed:O} listed {other.Prefix}");
        }
    }

    private void CheckSweep()
    {
        var pages = (world.Objects.Count / Math.Min(world.PageSize, store.PageSize)) + 1;
        if (store.Lists.Count > pages + 30 + store.MissingInPass)
        {
            broken(Invariant.ListRequestsWithinLimit, $"{store.Lists.Count} requests for {pages} pages");
        }

        // Parked objects are tried before the choice between sweep and poll, and can add ids.
        if (
            _from?.LastSweep is not { } last
            || _from.Sweep is not null
            || _from.Ids.Count + _from.Parked.Count >= world.Limits.Ids * 3 / 4
        )
        {
            return;
        }

        // One minute more than was measured at the start of the pass: a sweep that is due by then is allowed.
        var age = store.TimeOfPass - last.Start + TimeSpan.FromMinutes(1);
        if (
            store.TimeOfPass >= last.Start
            && age < TimeSpan.FromHours(24)
            && (_following ? age < TimeSpan.FromMinutes(1) * last.Requests : last.Requests > 20)
        )
        {
            broken(Invariant.ListRequestsWithinLimit, $"a sweep {age} after one of {last.Requests} requests");
        }
    }

    /// <summary>Whether it is the folder of S3's current day or of the day before.</summary>
    private bool IsPolled(string prefix) =>
        new[] { store.Probed, store.Probed.AddDays(-1) }.Any(day =>
            prefix.EndsWith(day.ToString("/yyyy/MM/dd/", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        );

    /// <summary>
    /// Whether it is the folder of a parked object: if a GET does not find the object, the folder is listed.
    /// </summary>
    private bool IsFolderOfParked(string prefix) =>
        _from?.Parked.Values.Any(parked => parked.Version.Key[..(parked.Version.Key.LastIndexOf('/') + 1)] == prefix)
        ?? false;

    [GeneratedRegex("/[0-9]{4}/[0-9]{2}/[0-9]{2}/$")]
    private static partial Regex DayFolder();
}
