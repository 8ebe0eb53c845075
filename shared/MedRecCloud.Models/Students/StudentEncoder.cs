using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Models.Students;

/// <summary>Turns patients into a student's numbers. Training and serving encode here, so there is no skew.</summary>
/// <param name="drugs">The formulary's names, in the order of the model's outputs.</param>
/// <param name="usage">The package's counts.</param>
public sealed class StudentEncoder(StudentVocabulary vocabulary, StudentArchitecture architecture, IReadOnlyList<string> drugs, UsageTable usage)
{
    /// <summary>Encodes a patient. What the model was not trained on becomes <see cref="StudentVocabulary.Unknown"/>, once per set.</summary>
    public StudentInput Encode(Prompt prompt) => Encode(prompt, usage.For(prompt.Aspects));

    /// <summary>Encodes a patient whose own orders were counted, by counts without them.</summary>
    public StudentInput Encode(Prompt prompt, VisitUsage usual)
    {
        // A patient without a visit is one present visit without codes.
        var visits = prompt.Codes.Visits.Length == 0 ? [new VisitCodes("", 0, [], [], [])] : prompt.Codes.Visits.TakeLast(architecture.MaxVisits).ToArray();
        string[] entries = [.. StudentProfile.Of(prompt)];
        var profile = vocabulary.Profile.Select((field, i) => vocabulary.Category(i, Value(entries, field.Name))).ToArray();
        int[] all = [.. visits.SelectMany(visit => visit.Conditions.Select(vocabulary.Diagnosis)
            .Concat(visit.Procedures.Select(vocabulary.Procedure)).Concat(visit.Medications.Select(vocabulary.Medication)))];
        return new StudentInput(
            [.. visits.Select(visit => Ids(visit.Conditions, vocabulary.Diagnosis))],
            [.. visits.Select(visit => Ids(visit.Procedures, vocabulary.Procedure))],
            [.. visits.Select(visit => Ids(visit.Medications, vocabulary.Medication))],
            profile, CandidateColumns.Of(prompt, usual, drugs))
        {
            UnknownShare = all.Length == 0 ? 0 : all.Count(id => id == StudentVocabulary.Unknown) / (double)all.Length,
        };
    }

    private int[] Ids(IEnumerable<string> codes, Func<string, int> id) => [.. codes.Select(id).Distinct().Take(architecture.MaxCodes)];

    private static string Value(string[] entries, string field)
    {
        var start = field + "=";
        return entries.FirstOrDefault(entry => entry.StartsWith(start, StringComparison.Ordinal))?[start.Length..] ?? "";
    }
}
