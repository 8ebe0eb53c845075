using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Models.Students;

/// <summary>
/// What a student sees of one drug in one patient, in a few bucketed columns: the drug's own history there, and how usual it is among the training visits that
/// resemble this one. Our extension of LEADER, which knows of earlier orders only as members of visits. Columns are numbered on, so that one table holds the
/// vectors of all of them.
/// </summary>
public static class CandidateColumns
{
    private const int Shares = 14;
    private static readonly int[] s_categories = [12, 9, 7, 2, 2, Shares, Shares, Shares, Shares, Shares];
    private static readonly int[] s_starts = [.. s_categories.Select((_, column) => s_categories.Take(column).Sum())];

    /// <summary>How many columns a drug has.</summary>
    public static int Count => s_categories.Length;

    /// <summary>Categories of all columns together: rows of the table of their vectors.</summary>
    public static int Categories => s_categories.Sum();

    /// <summary>One row of <see cref="Count"/> categories per drug, in the drugs' order.</summary>
    public static byte[] Of(Prompt prompt, VisitUsage usage, IReadOnlyList<string> drugs)
    {
        var rows = new byte[drugs.Count * Count];
        for (var drug = 0; drug < drugs.Count; drug++)
            Write(prompt.Histories.GetValueOrDefault(drugs[drug], CandidateHistory.Never), usage.Of(drugs[drug]), rows.AsSpan(drug * Count, Count));
        return rows;
    }

    private static void Write(CandidateHistory history, CandidateUsage usage, Span<byte> row)
    {
        ReadOnlySpan<int> columns =
        [
            history.AtLastVisitOfKind switch { null => 0, false => 4, true => 8 } + history.ShareOfKind switch { 0 => 0, < 0.5 => 1, < 0.9 => 2, _ => 3 },
            history.DaysSinceLast switch { null => 0, <= 14 => 1, <= 45 => 2, <= 90 => 3, <= 200 => 4, <= 400 => 5, <= 800 => 6, <= 2000 => 7, _ => 8 },
            history.Orders switch { <= 3 => history.Orders, <= 6 => 4, <= 12 => 5, _ => 6 },
            history.AtLastVisit ? 1 : 0,
            history.OnNoteList ? 1 : 0,
            Share(usage.OfKind), Share(usage.OfPresent), Share(usage.OfActive), Share(usage.OfGroup), Share(usage.OfType),
        ];
        for (var column = 0; column < columns.Length; column++) row[column] = (byte)(s_starts[column] + columns[column]);
    }

    private static int Share(double share) => share switch
    {
        double.NaN => 0,
        < 0.002 => 1,
        < 0.005 => 2,
        < 0.01 => 3,
        < 0.02 => 4,
        < 0.04 => 5,
        < 0.08 => 6,
        < 0.15 => 7,
        < 0.25 => 8,
        < 0.4 => 9,
        < 0.55 => 10,
        < 0.7 => 11,
        < 0.85 => 12,
        _ => 13,
    };
}
