namespace InputSdk.S3.Attacks;

/// <summary>Parsing rules with one wrong decision each, and the property that must detect it.</summary>
internal static class RowMutants
{
    public static readonly IReadOnlyDictionary<string, (RowRules Rules, string Property)> All = new Dictionary<
        string,
        (RowRules, string)
    >
    {
        ["narrower rows in the window do not matter"] = (new NeverOutweighed(), "P1"),
        ["one narrower row is enough"] = (new OneRow(), "P5"),
        ["narrower rows before a row are enough"] = (new BeforeIsEnough(), "P3"),
        ["narrower rows count with any share"] = (new AnyShare(), "P5"),
        ["a part of a row is a row"] = (new NeverCutOff(), "P5"),
        ["fewer columns than other rows have are always too few"] = (new AlwaysCutOff(), "P3"),
        ["spaces have no meaning"] = (new SpacesMeanNothing(), "P7"),
        ["spaces alone decide on the newest layout"] = (new SpacesAlone(), "P9"),
        ["every log is closed"] = (new AlwaysClosed(), "P1"),
        ["no log is closed"] = (new NeverClosed(), "P8"),
        ["only the newest layout is tried"] = (new OnlyNewest(), "P1"),
        ["every layout is tried with any rows"] = (new EveryLayout(), "P8"),
        ["the first of several readings is taken"] = (new FirstReading(), "P1"),
        ["few rows make a layout of the future"] = (new FewAreALayout(), "P10"),
        ["a layout of the future need not be unreadable otherwise"] = (new ReadableFuture(), "P1"),
        ["a layout of the future may hold a second row"] = (new FutureHoldsRow(), "P6"),
    };

    private sealed class NeverOutweighed : RowRules
    {
        public override bool IsOutweighed(int rows, int after, int lines) => false;
    }

    private sealed class OneRow : RowRules
    {
        public override bool IsOutweighed(int rows, int after, int lines) => after >= 1 && Matters(rows, lines);
    }

    private sealed class BeforeIsEnough : RowRules
    {
        public override bool IsOutweighed(int rows, int after, int lines) => rows >= 2 && Matters(rows, lines);
    }

    private sealed class AnyShare : RowRules
    {
        public override bool Matters(int rows, int lines) => rows > 0;
    }

    private sealed class NeverCutOff : RowRules
    {
        public override bool IsCutOff(int rows, int lines, bool widerBefore, bool widerAfter) => false;
    }

    private sealed class AlwaysCutOff : RowRules
    {
        public override bool IsCutOff(int rows, int lines, bool widerBefore, bool widerAfter) =>
            widerBefore || widerAfter;
    }

    private sealed class SpacesMeanNothing : RowRules
    {
        public override bool SpacesDecide(bool isNewest) => false;
    }

    private sealed class SpacesAlone : RowRules
    {
        public override bool SpacesDecide(bool isNewest) => true;
    }

    private sealed class AlwaysClosed : RowRules
    {
        public override bool LogIsClosed(int closed, int open) => true;
    }

    private sealed class NeverClosed : RowRules
    {
        public override bool LogIsClosed(int closed, int open) => false;
    }

    private sealed class OnlyNewest : RowRules
    {
        public override int NarrowestWidth(int? narrowestAround, int narrowestDeclared) => 22;
    }

    private sealed class EveryLayout : RowRules
    {
        public override int NarrowestWidth(int? narrowestAround, int narrowestDeclared) => narrowestDeclared;
    }

    private sealed class FirstReading : RowRules
    {
        public override bool IsCertain(int readings) => readings > 0;
    }

    private sealed class FewAreALayout : RowRules
    {
        public override bool IsFutureLayout(int sameWidth, int lines, bool hasReading, bool holdsRow) =>
            !hasReading && !holdsRow;
    }

    private sealed class ReadableFuture : RowRules
    {
        public override bool IsFutureLayout(int sameWidth, int lines, bool hasReading, bool holdsRow) =>
            sameWidth * 2 > lines && !holdsRow;
    }

    private sealed class FutureHoldsRow : RowRules
    {
        public override bool IsFutureLayout(int sameWidth, int lines, bool hasReading, bool holdsRow) =>
            sameWidth * 2 > lines && !hasReading;
    }
}
