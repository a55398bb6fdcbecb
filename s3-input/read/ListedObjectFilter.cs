using System.Collections.Frozen;

namespace InputSdk.S3;

/// <summary>
/// Filters out of pages what need not be read, by what is resolved when the listing begins: nothing that it lists is
/// resolved meanwhile before it was taken. Pages are listed ahead by other threads.
/// </summary>
/// <param name="context">What the pass works with.</param>
/// <param name="state">The state; null for a pass that reads everything.</param>
internal sealed class ListedObjectFilter(ReadContext context, CheckpointState? state)
{
    private readonly CheckpointRules _rules = context.Rules;
    private readonly FrozenSet<ulong> _known = state is null
        ? []
        : state.Ids.Keys.Concat(state.Parked.Keys).ToFrozenSet();
    private readonly DateTimeOffset _watermarkAfter = state is null
        ? default
        : context.Rules.WatermarkAfter(state.Watermark, state.Sweep, isComplete: true);

    /// <summary>The objects of a page to read.</summary>
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
