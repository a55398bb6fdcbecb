namespace InputSdk.S3.Parse;

/// <summary>
/// The rules that decide how a row is read: pure functions over counts of the lines in its window. ROWS.md explains how
/// they fit together. They assume an attacker who knows the layouts and this code and chooses the free texts of many
/// rows. A value can make a row wider, never narrower, and it does not change the rows of other users. The methods are
/// virtual so that tests can replace one with a wrong one and check that a property fails.
/// </summary>
internal class RowRules
{
    private const int MinShare = 16;

    /// <summary>
    /// Whether a row that is natural at a wider layout may be a row of a narrower one with delimiters in its values.
    /// Two rows, because one can be a truncated line. One of them after the row, because all narrower rows come before
    /// when a cluster is upgraded. A sixteenth of the lines, so that two truncated lines among many cost nothing.
    /// </summary>
    /// <param name="rows">Rows in the window that are natural at the narrower width.</param>
    /// <param name="after">Those of them that follow the row.</param>
    /// <param name="lines">All lines in the window that can be rows, the row included.</param>
    public virtual bool IsOutweighed(int rows, int after, int lines) => rows >= 2 && after >= 1 && Matters(rows, lines);

    /// <summary>Whether the rows of a layout are more than a few truncated lines.</summary>
    /// <param name="rows">Rows in the window that are natural at its width.</param>
    /// <param name="lines">All lines in the window that can be rows.</param>
    public virtual bool Matters(int rows, int lines) => rows * MinShare >= lines;

    /// <summary>
    /// Whether a row is the rest of a truncated wider row. Rows of an older layout come before wider rows, or there are
    /// many of them; a single one between wider rows was truncated.
    /// </summary>
    /// <param name="rows">Rows in the window that are natural at its width, the row included.</param>
    /// <param name="lines">All lines in the window that can be rows.</param>
    /// <param name="widerBefore">There are wider rows before it.</param>
    /// <param name="widerAfter">There are wider rows after it.</param>
    public virtual bool IsCutOff(int rows, int lines, bool widerBefore, bool widerAfter) =>
        widerBefore && widerAfter && (rows < 2 || !Matters(rows, lines));

    /// <summary>
    /// Whether an open row is not natural if it has a closed reading at a narrower width. Redshift writes a space after
    /// each text, so a delimiter without one is part of a value. This does not apply to the newest layout, because
    /// tools that copy logs may remove the spaces.
    /// </summary>
    /// <param name="isNewest">The row has as many columns as the newest layout.</param>
    public virtual bool SpacesDecide(bool isNewest) => !isNewest;

    /// <summary>
    /// Whether the window shows that the log closes its texts. Then an open reading is impossible. Otherwise it counts
    /// as one of several readings, although it is never emitted.
    /// </summary>
    /// <param name="closed">Rows in the window that are natural at the reading's width, and closed.</param>
    /// <param name="open">
    /// Rows in the window that are natural and open, and not rows of a narrower layout there.
    /// </param>
    public virtual bool LogIsClosed(int closed, int open) => closed > 0 && open == 0;

    /// <summary>
    /// The narrowest width that a row can have. No value makes a row narrower, so the natural rows show which layouts
    /// occur; without any, every declared layout is possible.
    /// </summary>
    /// <param name="narrowestAround">The narrowest width of a natural row in the window; null if there is none.</param>
    /// <param name="narrowestDeclared">The narrowest declared width.</param>
    public virtual int NarrowestWidth(int? narrowestAround, int narrowestDeclared) =>
        narrowestAround ?? narrowestDeclared;

    /// <summary>A row is emitted only if it has exactly one reading.</summary>
    public virtual bool IsCertain(int readings) => readings == 1;

    /// <summary>
    /// Whether rows with more columns than declared are a future layout: most lines have as many columns, and no
    /// declared layout explains them.
    /// </summary>
    /// <param name="sameWidth">Lines in the window with as many columns, the row included.</param>
    /// <param name="lines">All lines in the window that are not empty, the row included.</param>
    /// <param name="hasReading">
    /// It has a reading at the newest width or at one that matters in the window, or it is open and has a closed
    /// reading.
    /// </param>
    /// <param name="holdsRow">A second row starts inside it: two lines were joined.</param>
    public virtual bool IsFutureLayout(int sameWidth, int lines, bool hasReading, bool holdsRow) =>
        sameWidth * 2 > lines && !hasReading && !holdsRow;
}
