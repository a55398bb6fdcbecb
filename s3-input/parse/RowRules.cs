namespace InputSdk.S3;

/// <summary>
/// The decisions that it depends on whether a row is read as what it is: pure functions over the lines around it.
/// What they assume: an attacker knows the layouts and this code, and chooses free texts of many rows, so a row can be
/// made to look like one of a wider layout; but no value makes it look narrower, and the rows of others stay as they
/// are. A row is natural at a width that it has as it stands, if each column holds what it should. The methods are virtual so that tests can replace one by a wrong one and see that it is noticed.
/// </summary>
internal class RowRules
{
    private const int LeastShare = 16;

    /// <summary>
    /// Whether a row that looks like one of a wider layout may be a row of a narrower one, with delimiters inside its
    /// values. Two rows: one may be a line that was cut off. One after it: where a cluster is upgraded, all narrower
    /// rows come before. A sixteenth of the lines: two cut lines among many must not cost their neighbors.
    /// </summary>
    /// <param name="rows">Rows around it that are natural at the narrower width.</param>
    /// <param name="after">Those of them that follow it.</param>
    /// <param name="lines">All lines around it that can be rows, itself included.</param>
    public virtual bool IsOutweighed(int rows, int after, int lines) => rows >= 2 && after >= 1 && Matters(rows, lines);

    /// <summary>Whether rows of a layout are more than a few cut lines.</summary>
    /// <param name="rows">Rows around that are natural at its width.</param>
    /// <param name="lines">All lines around that can be rows.</param>
    public virtual bool Matters(int rows, int lines) => rows * LeastShare >= lines;

    /// <summary>
    /// Whether a row is what is left of a wider one. Rows of an older layout come before wider ones or in numbers; what
    /// stands between wider ones and is one of a kind, or one of very few, was cut off.
    /// </summary>
    /// <param name="rows">Rows around that are natural at its width, itself included.</param>
    /// <param name="lines">All lines around that can be rows.</param>
    /// <param name="widerBefore">Rows before it are wider.</param>
    /// <param name="widerAfter">Rows after it are wider.</param>
    public virtual bool IsCutOff(int rows, int lines, bool widerBefore, bool widerAfter) =>
        widerBefore && widerAfter && (rows < 2 || !Matters(rows, lines));

    /// <summary>
    /// Whether a row that is not closed is no row of its width, where it can be read as a closed one of a narrower
    /// width. Redshift closes each text with a space, so a delimiter without one is part of a value. Not so for the
    /// newest layout: tools that copy logs may have removed the spaces, and its rows need no proof.
    /// </summary>
    /// <param name="isNewest">The row has as many columns as the newest layout.</param>
    public virtual bool SpacesDecide(bool isNewest) => !isNewest;

    /// <summary>
    /// Whether a reading that is not closed is no reading: rows of the same width around are closed, and none is open.
    /// Otherwise such a reading counts as one of several, although it is never taken.
    /// </summary>
    /// <param name="closed">Rows around that are natural at the reading's width, and closed.</param>
    /// <param name="open">Rows around that are natural and not closed, and are no rows of a narrower width that is there.</param>
    public virtual bool LogIsClosed(int closed, int open) => closed > 0 && open == 0;

    /// <summary>
    /// The narrowest width that a row can have: no value makes a row narrower, so rows that are natural show which
    /// layouts there are. Without any, each may be.
    /// </summary>
    /// <param name="narrowestAround">The narrowest width of a natural row around; null if there is none.</param>
    /// <param name="narrowestDeclared">The narrowest there has been.</param>
    public virtual int NarrowestWidth(int? narrowestAround, int narrowestDeclared) => narrowestAround ?? narrowestDeclared;

    /// <summary>A row is emitted only if it has exactly one reading. Of two, nobody can tell which is true.</summary>
    public virtual bool IsCertain(int readings) => readings == 1;

    /// <summary>
    /// Whether rows with more columns than declared are a layout of the future: most lines around have them, so few
    /// rows with delimiters in their values are not; and no declared layout explains them.
    /// </summary>
    /// <param name="sameWidth">Lines around with as many columns, the row included.</param>
    /// <param name="lines">All lines around that are not empty, the row included.</param>
    /// <param name="hasReading">It can be read at the newest width, at one that rows around have, or at any if only so it is closed.</param>
    /// <param name="holdsRow">Its surplus columns hold what the first columns of a row hold: two lines were joined.</param>
    public virtual bool IsFutureLayout(int sameWidth, int lines, bool hasReading, bool holdsRow) =>
        sameWidth * 2 > lines && !hasReading && !holdsRow;
}
