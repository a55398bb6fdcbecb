using System.Globalization;
using InputSdk;

namespace InputHost.Read;

/// <summary>
/// Counts rejected lines by object, by pass and by reason. A few damaged lines are normal. Many rejected lines mean
/// that the format of a log is not the expected one, and the user must check it.
/// </summary>
internal sealed class RejectTally
{
    private const int LinesOfPass = 1_000;
    private const int ShareOfObject = 10;
    private const int ReasonsShown = 3;
    private const int ReasonsKept = 100;

    private readonly Dictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private (string Object, string Version) _object;
    private long _linesOfObject;
    private long _rejectedOfObject;
    private long _rejectedOfPass;
    private long _total;
    private string? _worst;
    private bool _isMany;

    /// <summary>More than a tenth of the lines of an object, or 1,000 lines of a pass, were rejected.</summary>
    public bool NeedsAttention => _isMany || LosesTooMuch;

    /// <summary>The most frequent reasons, and the first object with too many rejected lines.</summary>
    public IEnumerable<string> Remarks
    {
        get
        {
            foreach (
                var (reason, count) in _reasons
                    .OrderByDescending(reason => reason.Value)
                    .ThenBy(reason => reason.Key, StringComparer.Ordinal)
                    .Take(ReasonsShown)
            )
            {
                yield return $"rejected: {Plural.Count(count, "line")}: {reason}";
            }

            if ((LosesTooMuch ? _object.Object : _worst) is { } worst)
            {
                yield return $"More than a tenth of the lines of {worst} were rejected. "
                    + "Check the rejected lines before you use its records.";
            }
            else if (NeedsAttention)
            {
                yield return $"{Plural.Count(_total, "line")} were rejected. "
                    + "Check the rejected lines before you use the records.";
            }
        }
    }

    /// <summary>The same remarks, for the end of a pass in which lines were rejected.</summary>
    public IEnumerable<string> PassRemarks => NeedsAttention && _rejectedOfPass > 0 ? Remarks : [];

    private bool LosesTooMuch => _rejectedOfObject * ShareOfObject > _linesOfObject;

    public void BeginPass()
    {
        EndObject();
        _rejectedOfPass = 0;
    }

    /// <summary>Counts a message. The messages of one object are consecutive.</summary>
    public void Count(InputMessage message)
    {
        switch (message)
        {
            case RecordBatch batch:
                StartObject(batch.Origin);
                _linesOfObject += batch.Count;
                break;
            case RejectedLine rejected:
                StartObject(rejected.Origin);
                _linesOfObject++;
                _rejectedOfObject++;
                _total++;
                _isMany |= ++_rejectedOfPass > LinesOfPass;
                var reason = ReasonOf(rejected);
                reason = _reasons.ContainsKey(reason) || _reasons.Count < ReasonsKept ? reason : rejected.Error.Code;
                _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
                break;
        }
    }

    private void StartObject(in RecordOrigin origin)
    {
        if ((origin.Object, origin.Version) != _object)
        {
            EndObject();
            _object = (origin.Object, origin.Version);
        }
    }

    private void EndObject()
    {
        if (LosesTooMuch)
        {
            _isMany = true;
            _worst ??= _object.Object;
        }

        (_linesOfObject, _rejectedOfObject) = (0, 0);
    }

    /// <summary>
    /// The part of the message that many lines share: after the line number, up to a semicolon or period.
    /// </summary>
    private static string ReasonOf(RejectedLine rejected)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $", line {rejected.Origin.Ordinal}: ");
        var message = rejected.Error.Message;
        var start = message.IndexOf(prefix, StringComparison.Ordinal);
        if (start < 0)
        {
            return rejected.Error.Code;
        }

        var reason = message[(start + prefix.Length)..];
        return reason.IndexOfAny([';', '.']) is var end and > 0 ? reason[..end] : reason;
    }
}
