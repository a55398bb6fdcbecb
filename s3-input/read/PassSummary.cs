using InputSdk.S3.Store;

namespace InputSdk.S3.Read;

/// <summary>The counts of listed objects, which help users find logs that are not in the expected location.</summary>
/// <param name="name">The form of the object names of the log.</param>
/// <param name="all">The logs of the input.</param>
internal sealed class PassSummary(ObjectName name, IReadOnlyList<LogDefinition> all)
{
    private readonly List<string> _others = [];
    private long _logs;
    private long _otherCount;
    private readonly List<string> _similar = [];
    private long _similarCount;

    /// <summary>
    /// The prefixes that the pass lists completely; null if it lists only where new objects are likely.
    /// </summary>
    public IReadOnlyList<string>? Roots { get; set; }

    /// <summary>Whether the name of the object is that of a log. Counts the object.</summary>
    public bool IsLog(ObjectVersion version)
    {
        if (name.Matches(version.Key))
        {
            _logs++;
            return true;
        }

        if (name.Resembles(version.Key) && !all.Any(log => log.ObjectName.Matches(version.Key)))
        {
            _similarCount++;
            if (_similar.Count < Limits.NamesShown)
            {
                _similar.Add(version.Key);
            }
        }

        _otherCount++;
        if (_others.Count < Limits.NamesShown)
        {
            _others.Add(version.Key);
        }

        return false;
    }

    /// <summary>Adds the objects that were listed after these.</summary>
    public void Add(PassSummary next)
    {
        (_logs, _otherCount, _similarCount) = (
            _logs + next._logs,
            _otherCount + next._otherCount,
            _similarCount + next._similarCount
        );
        _others.AddRange(next._others.Take(Limits.NamesShown - _others.Count));
        _similar.AddRange(next._similar.Take(Limits.NamesShown - _similar.Count));
    }

    public void ReportTo(ReadContext context, int requests)
    {
        var bucket = $"s3://{context.Config.Bucket}/";
        context.Report(
            EventLevel.Progress,
            "s3.pass_done",
            $"Listed {_logs} objects of the {context.Config.Log.Title} and {_otherCount} other objects "
                + $"in {requests} requests.",
            ("logs", _logs),
            ("others", _otherCount)
        );
        if (_similarCount > 0)
        {
            context.Report(
                EventLevel.Warning,
                "s3.other_names",
                $"{_similarCount} objects were not read: their names contain the log type {context.Config.Log.Id} "
                    + $"but do not have the form {name}: "
                    + $"{string.Join(", ", _similar)}{(_similarCount > _similar.Count ? ", …" : "")}. "
                    + "Rename copies of logs to that form, and move other objects to another prefix.",
                ("objects", _similarCount)
            );
        }

        if (_logs > 0 || Roots is null)
        {
            return;
        }

        var where =
            Roots.Count == 0 ? bucket : string.Join(", ", Roots.Take(Limits.NamesShown).Select(root => bucket + root));
        var others =
            _otherCount == 0
                ? "No other objects were found."
                : $"{_otherCount} other objects were found: "
                    + $"{string.Join(", ", _others)}{(_otherCount > _others.Count ? ", …" : "")}.";
        context.Report(
            EventLevel.Info,
            "s3.no_logs",
            $"No object of the {context.Config.Log.Title} was found. Searched for {name} under {where}. {others}"
        );
    }
}
