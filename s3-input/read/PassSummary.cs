namespace InputSdk.S3;

/// <summary>What a pass came across, to tell people whose logs were not where they thought.</summary>
/// <param name="name">How the objects of the log are named.</param>
/// <param name="all">The logs of the input.</param>
internal sealed class PassSummary(ObjectName name, IReadOnlyList<LogDefinition> all)
{
    private readonly List<string> _others = [];
    private long _logs;
    private long _otherCount;
    private readonly List<string> _similar = [];
    private long _similarCount;

    /// <summary>Where the pass looks, from the first key to the last; null for one that looks only where something new is likely.</summary>
    public IReadOnlyList<string>? Roots { get; set; }

    /// <summary>Whether the object is of the log, by its name; the others are counted.</summary>
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

    /// <summary>Adds what was come across after this.</summary>
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
            $"Looked through {_logs} objects of the {context.Config.Log.Title} and {_otherCount} others in {requests} requests.",
            ("logs", _logs),
            ("others", _otherCount)
        );
        if (_similarCount > 0)
        {
            context.Report(
                EventLevel.Warning,
                "s3.other_names",
                $"{_similarCount} objects were not read: their names contain the log type {context.Config.Log.Id} but do not have the form {name}: "
                    + $"{string.Join(", ", _similar)}{(_similarCount > _similar.Count ? ", …" : "")}. Rename copies of logs to that form, and move other objects to another prefix.",
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
                ? "Nothing else is there."
                : $"{_otherCount} other objects are there: {string.Join(", ", _others)}{(_otherCount > _others.Count ? ", …" : "")}.";
        context.Report(
            EventLevel.Info,
            "s3.no_logs",
            $"No {context.Config.Log.Title} was found: looked for {name} under {where}. {others}"
        );
    }
}
