using System.Text;
using InputSdk;
using InputSdk.Conformance;

namespace ExampleInput.Tests;

/// <summary>An in-memory folder with fixed content whose calls can be made to fail.</summary>
internal sealed class World : SourceWorld, ISource
{
    // The source returns few bytes per call, so that files end within and between chunks.
    private const int Chunk = 24;

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal)
    {
        ["a.txt"] = "1 one\n2 two\nno number\n3\n",
        ["b.txt"] = "",
        ["c.txt"] = "4 \"four\" \\ ü, in more bytes than one piece has\n5 five\r\n \n6 six\n7 still being writt",
    };

    private readonly Dictionary<int, string> _faults = [];
    private int _calls;

    public override InputConfig Config => ConfigOf("folder");

    public override InputConfig ConfigOfAnother => ConfigOf("other");

    public override IReadOnlyList<SourceLine> Lines =>
        [
            .. from file in _files
            from line in file.Value.Split('\n').SkipLast(1).Select((text, i) => (Text: text, Ordinal: i + 1))
            let origin = new RecordOrigin
            {
                Container = "folder",
                Object = file.Key,
                Version = "1",
                Ordinal = line.Ordinal,
            }
            select new SourceLine(origin, IsRecord: line.Text.Length > 0 && char.IsAsciiDigit(line.Text[0])),
        ];

    public override ReadOnlyMemory<byte> RawOf(RecordOrigin origin) =>
        Encoding.UTF8.GetBytes(_files[origin.Object].Split('\n')[origin.Ordinal - 1]);

    public override IReadOnlyList<string> Faults => ["unavailable", "denied"];

    public override int Calls => _calls;

    // The listing and the first chunk of the first file. There is no read-ahead.
    public override int MaxCallsAhead => 2;

    public static InputConfig ConfigOf(string folder) =>
        new()
        {
            Settings = Encoding.UTF8.GetBytes($$"""{"folder":"{{folder}}"}"""),
            Secrets = """{"token":"open-sesame"}"""u8.ToArray(),
        };

    public override IInputConnector Connect() => new Connector { Open = _ => this };

    public override void Grow()
    {
        _files[_files.Keys.Last()] += "en\n8 eight\n";
        _files[$"d{_files.Count}.txt"] = "9 nine\n10 t";
    }

    public override void Fail(int number, string fault) => _faults[number] = fault;

    public override void LetTimePass() { }

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        Call(cancellationToken);
        return Task.FromResult<IReadOnlyList<string>>([.. _files.Keys.Reverse()]);
    }

    public Task<ReadOnlyMemory<byte>> ReadAsync(string file, long offset, CancellationToken cancellationToken)
    {
        Call(cancellationToken);
        var rest = Encoding.UTF8.GetBytes(_files[file]).AsMemory((int)offset);
        return Task.FromResult<ReadOnlyMemory<byte>>(rest[..Math.Min(Chunk, rest.Length)]);
    }

    private void Call(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_faults.Remove(_calls++, out var fault))
        {
            throw fault == "denied" ? new UnauthorizedAccessException() : new IOException();
        }
    }
}
