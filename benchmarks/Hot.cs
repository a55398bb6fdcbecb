namespace Benchmarks;
internal static class Hot
{
    public static void Run()
    {
        var parts = new Parts(); parts.Make();
        (string, Func<long>)[] all = [("gunzip", parts.Gunzip), ("width", () => parts.RowWidth()), ("fields", () => parts.Fields()), ("checked", () => parts.FieldsChecked()), ("ndjson", () => parts.Ndjson())];
        var rows = parts.Fields();
        for (var r = 0; r < 3; r++)
        foreach (var (n, f) in all)
        {
            for (var i = 0; i < 200; i++) f();
            var best = double.MaxValue;
            for (var k = 0; k < 20; k++) {
            var s = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < 100; i++) f();
            best = Math.Min(best, TimeProvider.System.GetElapsedTime(s).TotalNanoseconds / 100 / rows); }
            if (r == 2) Console.WriteLine($"{n} {best:0.0} ns a row");
        }
    }
}
