using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker;

/// <summary>What each part of a patient's codes carries for the proposed drugs: scored again without it. The fields are named as the prompt's.</summary>
internal sealed class StudentInfluences(ScoreSheet sheet, int drugs)
{
    private static readonly (string Field, Func<Prompt, Prompt> Without)[] s_fields =
    [
        ("Diagnose", prompt => Present(prompt, visit => visit with { Conditions = [] }) with { Aspects = prompt.Aspects with { Present = [], Active = [] } }),
        ("Procedure", prompt => Present(prompt, visit => visit with { Procedures = [] })),
        ("History", prompt => prompt with { Codes = prompt.Codes with { Visits = [.. prompt.Codes.Visits.TakeLast(1)] }, Histories = prompt.Histories.Clear() }),
        ("Patient", prompt => Present(prompt with { Codes = prompt.Codes with { Profile = [] }, Aspects = VisitAspects.None with { Present = prompt.Aspects.Present, Active = prompt.Aspects.Active } }, visit => visit with { Kind = "" })),
    ];

    /// <summary>The same patient, each time without one field, in the order in which <see cref="AddTo"/> expects the logits; none where nothing is proposed.</summary>
    public IEnumerable<Prompt> Variants(CandidateScores scores, Prompt prompt) =>
        prompt.Codes.Visits.IsEmpty || !Proposed(scores).Any() ? [] : s_fields.Select(field => field.Without(prompt));

    /// <param name="without">Logits of each variant.</param>
    public CandidateScores AddTo(CandidateScores scores, IReadOnlyList<double[]> without) => without.Count == 0 ? scores : scores with
    {
        Influences = [.. Proposed(scores).SelectMany(drug => s_fields.Select((field, i) =>
            new SegmentInfluence(scores.Scores[drug].Drug, field.Field, scores.Scores[drug].Probability - sheet.Probability(without[i][drug]))))],
    };

    private IEnumerable<int> Proposed(CandidateScores scores) => Enumerable.Range(0, scores.Scores.Length)
        .Where(drug => scores.Scores[drug].Probability >= scores.Scores[drug].Threshold)
        .OrderByDescending(drug => scores.Scores[drug].Probability).Take(drugs);

    private static Prompt Present(Prompt prompt, Func<VisitCodes, VisitCodes> change) =>
        prompt with { Codes = prompt.Codes with { Visits = prompt.Codes.Visits.SetItem(prompt.Codes.Visits.Length - 1, change(prompt.Codes.Visits[^1])) } };
}
