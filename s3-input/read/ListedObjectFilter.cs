using System.Collections.Frozen;
using InputSdk.S3.Checkpoints;
using InputSdk.S3.Listing;

namespace InputSdk.S3.Read;

/// <summary>
/// Removes objects that need not be read from pages, based on the objects that are resolved when the listing starts.
/// That is sufficient, because an object is resolved only after its page was taken. Other threads list pages ahead.
/// </summary>
/// <param name="context">The context of the pass.</param>
/// <param name="state">The state; null for a pass that reads all objects.</param>
internal sealed class ListedObjectFilter(ReadContext context, CheckpointState? state)
{
    private readonly CheckpointRules _rules = context.Rules;
    private readonly FrozenSet<ulong> _known = state is null
        ? []
        : state.Ids.Keys.Concat(state.Parked.Keys).ToFrozenSet();
    private readonly DateTimeOffset _watermarkAfter = state is null
        ? default
        : context.Rules.WatermarkAfter(state.Watermark, state.Sweep, isComplete: true);

    /// <summary>The objects of a page that must be read.</summary>
    public FilteredPage Filter(ListedPage page)
    {
        var (steps, seen) = (
            new List<ListingStep>(),
            new PassSummary(context.Config.Log.ObjectName, context.Definition.Logs)
        );
        var (below, leaves) = (default(ObjectSetDigest), default(ObjectSetDigest));
        foreach (var version in page.Objects.Where(seen.IsLog))
        {
            if (state is null)
            {
                steps.Add(new ListingStep { Version = version, Prefix = page.Prefix });
                continue;
            }

            var id = _rules.IdOf(state.Salt, version);
            below = version.LastModified < state.Watermark ? below.With(id) : below;
            leaves = version.LastModified < _watermarkAfter ? leaves.With(id) : leaves;
            if (!_rules.IsResolved(version, _known.Contains(id), state.Watermark))
            {
                steps.Add(
                    new ListingStep
                    {
                        Version = version,
                        Prefix = page.Prefix,
                        NeedsId = _rules.NeedsId(version, state.Sweep, isHeld: false),
                        Key = state.Sweep is null ? null : version.Key,
                        Below = below,
                        Leaves = leaves,
                    }
                );
                (below, leaves) = (default, default);
            }
        }

        steps.Add(
            new ListingStep
            {
                Key = state?.Sweep is null ? null : page.LastKey,
                Below = below,
                Leaves = leaves,
            }
        );
        return new FilteredPage(steps, seen, page.Rest);
    }
}
