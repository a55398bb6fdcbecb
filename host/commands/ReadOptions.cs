using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using InputHost.Cli;
using InputHost.Sinks;
using InputSdk;

namespace InputHost.Commands;

/// <summary>The options of <c>read</c>, with the rules for combining them.</summary>
internal sealed class ReadOptions
{
    public Option<string> Config { get; } = CommonOptions.Config();

    public Option<string?> State { get; } =
        new("--state")
        {
            Description =
                "Store the checkpoint in this file, or in the database of INPUTHOST_DATABASE under this name, and read "
                + "only what is new. Without this option, everything is read.",
            HelpName = "FILE|postgres[:NAME]",
        };

    public Option<string> Out { get; } =
        new("--out")
        {
            Description =
                "The output: - for standard output, a folder, or tables in the database of INPUTHOST_DATABASE. A "
                + "folder and tables contain each record exactly once.",
            HelpName = "-|DIR|postgres",
            DefaultValueFactory = _ => "-",
        };

    public Option<string?> Rejects { get; } =
        new("--rejects")
        {
            Description = "Append rejected lines to this file. With --out DIR, they are written to DIR/rejects.ndjson.",
            HelpName = "FILE",
        };

    public Option<bool> Envelope { get; } =
        new("--envelope")
        {
            Description =
                "Write each message as a JSON object: records with id and origin, rejected lines, skipped objects, "
                + "checkpoints.",
        };

    public Option<string?> Format { get; } =
        new("--format")
        {
            Description =
                "The format of the records, such as native or enriched. The command list shows the formats of an "
                + "input. In a folder, each format except native has its own file. Default: native.",
            HelpName = "FORMAT",
        };

    public Option<double?> Follow { get; } =
        new("--follow")
        {
            Description = "Read continuously, with this many seconds between passes. Default: 60.",
            HelpName = "SECONDS",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result => result.Tokens.Count == 0 ? 60 : Number(result),
        };

    public Option<bool> Full { get; } =
        new("--full")
        {
            Description = "Read everything again into an empty folder, and then replace the stored checkpoint.",
        };

    public Option<long?> Limit { get; } =
        new("--limit") { Description = "Stop after N records, and store no checkpoint: a preview.", HelpName = "N" };

    public Option<DayRange?> Days { get; } =
        DaysOption.Create(
            "Read only the folders of these days, such as 2024-03-01 or 2024-03-01..2024-03-09, and store no "
                + "checkpoint: for example after a restore from an archive."
        );

    public Option<int?> Concurrency { get; } = CommonOptions.Concurrency();

    public Option<Rotation?> Rotate { get; } =
        new("--rotate")
        {
            Description =
                "Close the files in DIR at this size or after this period in UTC, such as 100MB or 1d, and rename "
                + "them to connectionlog-000001.ndjson and so on.",
            HelpName = "SIZE|PERIOD",
            CustomParser = result =>
                Parsed(
                    result,
                    Rotation.Parse(result.Tokens[0].Value),
                    "a size in KB, MB or GB or a period in hours or days, such as 100MB, 1h or 1d"
                ),
        };

    public Option<TimeSpan?> Retain { get; } =
        new("--retain")
        {
            Description =
                "Delete closed files, or with --out postgres the records of days, that are older than this, such as "
                + "90d. Default: everything is kept.",
            HelpName = "AGE",
            CustomParser = result =>
                Parsed(
                    result,
                    Rotation.ParseAge(result.Tokens[0].Value),
                    "a number of hours or days, such as 12h or 90d"
                ),
        };

    public Option<LogFormat?> Log { get; } =
        new("--log")
        {
            Description =
                "Write lines to standard error as text or json, even in a terminal. Default: text without a terminal.",
            HelpName = "text|json",
        };

    public Option<string?> Health { get; } =
        new("--health")
        {
            Description = "Keep the figures of the run in this JSON file: last success, lag, counts, errors.",
            HelpName = "FILE",
        };

    public Option<string?> Metrics { get; } =
        new("--metrics")
        {
            Description =
                "Serve the figures of the run at http://HOST:PORT/metrics for Prometheus. Addresses other than "
                + $"loopback need a token in {AccessToken.Variable} or {AccessToken.FileVariable}.",
            HelpName = "HOST:PORT",
        };

    public Option<string?> Report { get; } =
        new("--report") { Description = "At the end, write what the run did to this file as JSON.", HelpName = "FILE" };

    public Option<string> Tenant { get; } = CommonOptions.Tenant();

    public Option<string?> LocalS3 { get; } = CommonOptions.LocalS3();

    public void AddTo(Command command)
    {
        Option[] all =
        [
            Config,
            State,
            Out,
            Rejects,
            Envelope,
            Format,
            Follow,
            Full,
            Limit,
            Days,
            Concurrency,
            Rotate,
            Retain,
            Log,
            Health,
            Metrics,
            Report,
            Tenant,
            LocalS3,
        ];
        Array.ForEach(all, command.Options.Add);
        command.Validators.Add(Combinations);
    }

    private void Combinations(CommandResult result)
    {
        bool Given(Option option) => result.GetResult(option) is { Implicit: false };
        Option[] whole = [Full, Limit, Days];
        if (whole.Count(Given) > 1)
        {
            result.AddError("--full, --limit and --days cannot be combined.");
        }

        foreach (var preview in new Option[] { Limit, Days }.Where(Given))
        {
            if (Given(State) || Given(Follow))
            {
                result.AddError($"{preview.Name} stores no checkpoint and reads once: omit --state and --follow.");
            }
        }

        if (Given(Full) && !Given(State))
        {
            result.AddError("--full replaces the checkpoint in a state file: specify the file with --state.");
        }

        var writesTables = DatabasePlace.Is(result.GetValue(Out));
        if (writesTables)
        {
            DatabaseCombinations(result, Given);
        }
        else if (Given(Rejects) && Given(Out) && result.GetValue(Out) != "-")
        {
            result.AddError("With --out DIR, rejected lines are written to DIR/rejects.ndjson: omit --rejects.");
        }

        if (Given(Rotate) && !writesTables && (!Given(State) || !Given(Out) || result.GetValue(Out) == "-"))
        {
            result.AddError("--rotate closes files whose lengths are stored: specify --state FILE and --out DIR.");
        }

        if (Given(Retain) && !Given(Rotate) && !writesTables)
        {
            result.AddError("--retain deletes files that --rotate closed: specify --rotate.");
        }

        if (result.GetValue(Limit) < 0)
        {
            result.AddError("--limit takes a number of records, 0 or more.");
        }
    }

    private void DatabaseCombinations(CommandResult result, Func<Option, bool> given)
    {
        if (result.GetValue(State) is { } state ? !DatabasePlace.Is(state) : !given(Days))
        {
            result.AddError("--out postgres stores records together with their checkpoint: specify --state postgres.");
        }

        foreach (var option in new Option[] { Rejects, Envelope, Rotate, Limit }.Where(given))
        {
            result.AddError($"{option.Name} does not apply to tables: omit it, or specify another output with --out.");
        }

        if (
            DatabasePlace.Name(result.GetValue(Out)!, "") is { Length: > 0 } name
            && result.GetValue(State) is { } place
            && DatabasePlace.Name(place, "") != name
        )
        {
            result.AddError("--out and --state have different names: specify the name only with --state.");
        }
    }

    private static T? Parsed<T>(ArgumentResult result, T? value, string expected)
    {
        if (value is null)
        {
            result.AddError(
                $"{((OptionResult)result.Parent!).Option.Name} takes {expected}, not \"{result.Tokens[0].Value}\"."
            );
        }

        return value;
    }

    private static double? Number(ArgumentResult result)
    {
        if (
            double.TryParse(
                result.Tokens[0].Value,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var seconds
            ) && seconds is > 0 and <= 86_400
        )
        {
            return seconds;
        }

        result.AddError($"--follow takes a number of seconds between 0 and 86400, not \"{result.Tokens[0].Value}\".");
        return null;
    }
}
