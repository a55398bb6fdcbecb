using InputSdk;
using InputSdk.Conformance;

namespace ConformanceTests;

/// <summary>In-memory lists of numbers whose calls can be made to fail.</summary>
internal sealed class NumbersSource
{
    public List<(string Name, string[] Lines)> Files { get; } =
    [("one", ["1", "2", "3"]), ("two", ["4", "x"]), ("three", ["5"])];

    public Dictionary<int, string> Faults { get; } = [];

    public int Calls { get; private set; }

    public static RecordOrigin Origin(string list, string name, long ordinal) =>
        new()
        {
            Container = list,
            Object = name,
            Version = "1",
            Ordinal = ordinal,
        };

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        await CallAsync(cancellationToken);
        return Files.ConvertAll(file => file.Name);
    }

    public async Task<string[]> OpenAsync(string name, CancellationToken cancellationToken)
    {
        await CallAsync(cancellationToken);
        return Files.First(file => file.Name == name).Lines;
    }

    private async Task CallAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (Faults.Remove(Calls++, out var fault))
        {
            throw new InputException(
                fault == NumbersWorld.Denied
                    ? new InputError
                    {
                        Kind = ErrorKind.Access,
                        Code = "numbers.denied",
                        Message = "Reading the list was denied.",
                    }
                    : new InputError
                    {
                        Kind = ErrorKind.Transient,
                        Code = "numbers.unavailable",
                        Message = "The list is unavailable.",
                        RetryAfter = TimeSpan.FromSeconds(1),
                    }
            );
        }
    }
}

/// <summary>The source world of the lists of numbers.</summary>
internal sealed class NumbersWorld(Func<NumbersSource, IInputConnector> connect) : SourceWorld
{
    public const string Denied = "denied";

    private readonly NumbersSource _source = new();

    public override InputConfig Config => ConfigOf("numbers");

    public override InputConfig ConfigOfAnother => ConfigOf("others");

    public override IReadOnlyList<SourceLine> Lines =>
        _source
            .Files.SelectMany(file =>
                file.Lines.Select(
                    (line, i) =>
                        new SourceLine(NumbersSource.Origin("numbers", file.Name, i + 1), line.All(char.IsAsciiDigit))
                )
            )
            .ToList();

    public override IReadOnlyList<string> Faults => ["unavailable", Denied];

    public override int Calls => _source.Calls;

    public override int MaxCallsAhead => 2;

    public override ReadOnlyMemory<byte> RawOf(RecordOrigin origin) =>
        System.Text.Encoding.UTF8.GetBytes(
            _source.Files.First(file => file.Name == origin.Object).Lines[origin.Ordinal - 1]
        );

    public override IReadOnlyList<string?>? ValuesOf(RecordOrigin origin) =>
        [_source.Files.First(file => file.Name == origin.Object).Lines[origin.Ordinal - 1], null];

    public static InputConfig ConfigOf(string list) =>
        new()
        {
            Settings = System.Text.Encoding.UTF8.GetBytes($"{{\"list\":\"{list}\"}}"),
            Secrets = "{\"token\":\"12345678\"}"u8.ToArray(),
        };

    public override IInputConnector Connect() => connect(_source);

    public override void Grow() => _source.Files.Add(($"more{_source.Files.Count}", ["6", "y", "7"]));

    public override void Fail(int number, string fault) => _source.Faults[number] = fault;

    public override void LetTimePass() { }
}

/// <summary>The driver of the numbers connector, or of a variant of it.</summary>
internal sealed class NumbersDriver(Func<IInputConnector, IInputConnector>? made = null, string? manifest = null)
    : ConnectorDriver
{
    public override ReadOnlyMemory<byte> ShippedManifest =>
        manifest is null ? NumbersManifest.Bytes : System.Text.Encoding.UTF8.GetBytes(manifest);

    public override Type ConnectorType => typeof(NumbersConnector);

    public override InputConfig ValidConfig => NumbersWorld.ConfigOf("numbers");

    public override IReadOnlyList<InputConfig> ConfigsOfOtherBranches =>
        [
            new InputConfig
            {
                Settings = "{\"list\":\"numbers\",\"guest\":\"visitor\"}"u8.ToArray(),
                Secrets = "{}"u8.ToArray(),
            },
        ];

    public override IInputConnector Create() => Made(new NumbersSource());

    public override SourceWorld NewWorld() => new NumbersWorld(Made);

    private IInputConnector Made(NumbersSource source)
    {
        var numbers = new NumbersConnector(source) { Manifest = ShippedManifest };
        return made is null ? numbers : made(numbers);
    }
}
