using InputSdk.S3.Parse;

namespace InputSdk.S3.Attacks;

/// <summary>Parsing rules with one wrong decision each, and the property that must detect it.</summary>
internal static class RowMutants
{
    public static readonly IReadOnlyDictionary<string, (RowRules Rules, string Property)> All = new Dictionary<
        string,
        (RowRules, string)
    >
    {
        ["narrower rows in the window do not matter"] = (new IgnoresNarrowerRows(), "P1"),
        ["one narrower row is enough"] = (new OneNarrowerRowIsEnough(), "P5"),
        ["narrower rows before a row are enough"] = (new NarrowerRowsBeforeAreEnough(), "P3"),
        ["narrower rows count with any share"] = (new AnyShareOfNarrowerRows(), "P5"),
        ["a part of a row is a row"] = (new AcceptsPartialRows(), "P5"),
        ["fewer columns than other rows have are always too few"] = (new RejectsNarrowerRows(), "P3"),
        ["spaces have no meaning"] = (new IgnoresSpaces(), "P7"),
        ["spaces alone decide on the newest layout"] = (new DecidesBySpacesAlone(), "P9"),
        ["every log is closed"] = (new TreatsEveryLogAsClosed(), "P1"),
        ["no log is closed"] = (new TreatsNoLogAsClosed(), "P8"),
        ["only the newest layout is tried"] = (new TriesOnlyNewestLayout(), "P1"),
        ["every layout is tried with any rows"] = (new TriesEveryLayout(), "P8"),
        ["the first of several readings is taken"] = (new TakesFirstReading(), "P1"),
        ["few rows make a layout of the future"] = (new FewRowsMakeFutureLayout(), "P10"),
        ["a layout of the future need not be unreadable otherwise"] = (new AcceptsReadableFutureLayout(), "P1"),
        ["a layout of the future may hold a second row"] = (new FutureLayoutWithSecondRow(), "P6"),
    };

    private sealed class IgnoresNarrowerRows : RowRules
    {
        public override bool IsOutweighed(int rows, int after, int lines) => false;
    }

    private sealed class OneNarrowerRowIsEnough : RowRules
    {
        public override bool IsOutweighed(int rows, int after, int lines) => after >= 1 && Matters(rows, lines);
    }

    private sealed class NarrowerRowsBeforeAreEnough : RowRules
    {
        public override bool IsOutweighed(int rows, int after, int lines) => rows >= 2 && Matters(rows, lines);
    }

    private sealed class AnyShareOfNarrowerRows : RowRules
    {
        public override bool Matters(int rows, int lines) => rows > 0;
    }

    private sealed class AcceptsPartialRows : RowRules
    {
        public override bool IsCutOff(int rows, int lines, bool widerBefore, bool widerAfter) => false;
    }

    private sealed class RejectsNarrowerRows : RowRules
    {
        public override bool IsCutOff(int rows, int lines, bool widerBefore, bool widerAfter) =>
            widerBefore || widerAfter;
    }

    private sealed class IgnoresSpaces : RowRules
    {
        public override bool SpacesDecide(bool isNewest) => false;
    }

    private sealed class DecidesBySpacesAlone : RowRules
    {
        public override bool SpacesDecide(bool isNewest) => true;
    }

    private sealed class TreatsEveryLogAsClosed : RowRules
    {
        public override bool LogIsClosed(int closed, int open) => true;
    }

    private sealed class TreatsNoLogAsClosed : RowRules
    {
        public override bool LogIsClosed(int closed, int open) => false;
    }

    private sealed class TriesOnlyNewestLayout : RowRules
    {
        public override int NarrowestWidth(int? narrowestAround, int narrowestDeclared) => 22;
    }

    private sealed class TriesEveryLayout : RowRules
    {
        public override int NarrowestWidth(int? narrowestAround, int narrowestDeclared) => narrowestDeclared;
    }

    private sealed class TakesFirstReading : RowRules
    {
        public override bool IsCertain(int readings) => readings > 0;
    }

    private sealed class FewRowsMakeFutureLayout : RowRules
    {
        public override bool IsFutureLayout(int sameWidth, int lines, bool hasReading, bool holdsRow) =>
            !hasReading && !holdsRow;
    }

    private sealed class AcceptsReadableFutureLayout : RowRules
    {
        public override bool IsFutureLayout(int sameWidth, int lines, bool hasReading, bool holdsRow) =>
            sameWidth * 2 > lines && !holdsRow;
    }

    private sealed class FutureLayoutWithSecondRow : RowRules
    {
        public override bool IsFutureLayout(int sameWidth, int lines, bool hasReading, bool holdsRow) =>
            sameWidth * 2 > lines && !hasReading;
    }
}
