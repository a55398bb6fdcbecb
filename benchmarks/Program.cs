using Benchmarks;

// dotnet run -c Release --project benchmarks -- ladder [objects] [MiB of text each] [rounds] [seed]
// dotnet run -c Release --project benchmarks -- pieces [rounds]
// dotnet run -c Release --project benchmarks -- parts
// dotnet run -c Release --project benchmarks -- guard
// dotnet run -c Release --project benchmarks -- gunzip [rounds]
// dotnet run -c Release --project benchmarks -- generate DIR --preset large|small|one [--seed N]
// dotnet run -c Release --project benchmarks -- memory [numbers of cases, the first being 1]
// dotnet run -c Release --project benchmarks -- peers [rounds]
// dotnet run -c Release --project benchmarks -- process [rounds]
// dotnet run -c Release --project benchmarks -- get [rounds]
// dotnet run -c Release --project benchmarks -- listing [rounds]
// dotnet run -c Release --project benchmarks -- console [minutes]
// dotnet run -c Release --project benchmarks -- simulate --worlds N --seed S
// dotnet run -c Release --project benchmarks -- rows --objects N --seed S [--only P1]
// dotnet run -c Release --project benchmarks -- fuzz-gzip --seconds N --seed S
switch (args)
{
    case ["memory", .. var chosen]:
        return await new MemoryBenchmark(
            chosen.Length == 0 ? MemoryCase.All : [.. chosen.Select(number => MemoryCase.All[int.Parse(number) - 1])]
        ).RunAsync();
    case ["generate", var folder, "--preset", var preset]:
        Console.WriteLine(LogFolder.Preset(preset).Write(folder, seed: 1));
        return 0;
    case ["generate", var folder, "--preset", var preset, "--seed", var number]:
        Console.WriteLine(LogFolder.Preset(preset).Write(folder, int.Parse(number)));
        return 0;
    case ["peers", .. var rounds]:
        return await Peers.RunAsync(rounds.Length == 0 ? 3 : int.Parse(rounds[0]));
    case ["process", .. var rounds]:
        return await WholeProcess.RunAsync(rounds.Length == 0 ? 3 : int.Parse(rounds[0]));
    case ["get", .. var rounds]:
        return await GetCost.RunAsync(rounds.Length == 0 ? 5 : int.Parse(rounds[0]));
    case ["listing", .. var rounds]:
        await ListingCost.RunAsync(rounds.Length == 0 ? 3 : int.Parse(rounds[0]));
        return 0;
    case ["console", .. var minutes]:
        return await ConsoleLoad.RunAsync(minutes.Length == 0 ? 3 : int.Parse(minutes[0]));
    case ["simulate", "--worlds", var worlds, "--seed", var seed]:
        return Simulate.Run(int.Parse(worlds), int.Parse(seed));
    case ["rows", "--objects", var objects, "--seed", var seed]:
        return RowAttacks.Run(int.Parse(objects), int.Parse(seed), "P");
    case ["rows", "--objects", var objects, "--seed", var seed, "--only", var property]:
        return RowAttacks.Run(int.Parse(objects), int.Parse(seed), property + ":");
    case ["fuzz-gzip", "--seconds", var seconds, "--seed", var seed]:
        return FuzzGzip.Run(int.Parse(seconds), int.Parse(seed));
    case ["guard"]:
        return await RegressionGuard.RunAsync();
    case ["gunzip", .. var rounds]:
        return Gunzip.Run(rounds.Length == 0 ? 9 : int.Parse(rounds[0]));
    case ["parts"]:
        Parts.Run();
        return 0;
    case ["pieces", .. var rounds]:
        await Ladder.RunPiecesAsync(rounds.Length == 0 ? 5 : int.Parse(rounds[0]));
        return 0;
    case ["ladder", .. var numbers]:
        await Ladder.RunAsync([.. numbers.Select(double.Parse)]);
        return 0;
    default:
        Console.Error.WriteLine(
            "One of ladder, pieces, parts, guard, gunzip, generate, memory, peers, process, get, listing, console, "
                + "simulate, rows, fuzz-gzip; see Program.cs."
        );
        return 2;
}
