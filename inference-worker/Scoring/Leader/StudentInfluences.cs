using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker;

/// <summary>What each part of a patient's codes carries for the proposed drugs: scored again without it. The fields are named as the prompt's.</summary>
internal sealed class StudentInfluences(ScoreSheet sheet, int drugs)
{
    private static readonly (string Field, Func<CodeHistory, CodeHistory> Without)[] s_fields =
    [
        ("Diagnose", codes => Present(codes, visit => visit with { Conditions = [] })),
        ("Procedure", codes => Present(codes, visit => visit with { Procedures = [] })),
        ("History", codes => codes with { Visits = [.. codes.Visits.TakeLast(1)] }),
        ("Patient", codes => codes with { Profile = [] }),
    ];

    /// <summary>The same patient, each time without one field, in the order in which <see cref="AddTo"/> expects the logits.</summary>
    public IEnumerable<CodeHistory> Variants(CodeHistory codes) => drugs == 0 || codes.Visits.IsEmpty ? [] : s_fields.Select(field => field.Without(codes));

    /// <param name="without">Logits of each variant.</param>
    public CandidateScores AddTo(CandidateScores scores, IReadOnlyList<double[]> without)
    {
        if (without.Count == 0) return scores;
        var proposed = Enumerable.Range(0, scores.Scores.Length)
            .Where(drug => scores.Scores[drug].Probability >= scores.Scores[drug].Threshold)
            .OrderByDescending(drug => scores.Scores[drug].Probability).Take(drugs);
        return scores with
        {
            Influences = [.. proposed.SelectMany(drug => s_fields.Select((field, i) =>
                new SegmentInfluence(scores.Scores[drug].Drug, field.Field, scores.Scores[drug].Probability - sheet.Probability(without[i][drug]))))],
        };
    }

    private static CodeHistory Present(CodeHistory codes, Func<VisitCodes, VisitCodes> change) => codes with { Visits = codes.Visits.SetItem(codes.Visits.Length - 1, change(codes.Visits[^1])) };
}
