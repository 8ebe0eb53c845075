using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Models.Students;

/// <summary>One patient's codes as ids, not yet padded: visits oldest first, the present last. Training and serving encode here, so there is no skew.</summary>
/// <param name="Diagnoses">Per visit.</param>
/// <param name="Procedures">Per visit.</param>
/// <param name="Medications">Per visit; none in the present one.</param>
/// <param name="Profile">One category per field of the vocabulary.</param>
public sealed record StudentInput(int[][] Diagnoses, int[][] Procedures, int[][] Medications, int[] Profile)
{
    public int Visits => Diagnoses.Length;

    /// <summary>Longest set of codes of any visit and kind, at least 1.</summary>
    public int LongestSet { get; } = Diagnoses.Concat(Procedures).Concat(Medications).Select(codes => codes.Length).Append(1).Max();

    /// <summary>Share of the patient's codes, over all visits and kinds, that the model does not know; 0 when there is no code.</summary>
    public double UnknownShare { get; private init; }

    /// <summary>Encodes a patient. What the model was not trained on becomes <see cref="StudentVocabulary.Unknown"/>, once per set.</summary>
    public static StudentInput Encode(CodeHistory history, StudentVocabulary vocabulary, StudentArchitecture architecture)
    {
        // A patient without a visit is one present visit without codes.
        var visits = history.Visits.Length == 0 ? [new VisitCodes("", 0, [], [], [])] : history.Visits.TakeLast(architecture.MaxVisits).ToArray();
        var profile = vocabulary.Profile.Select((field, i) => vocabulary.Category(i, Value(history, field.Name))).ToArray();
        int[] all = [.. visits.SelectMany(visit => visit.Conditions.Select(vocabulary.Diagnosis)
            .Concat(visit.Procedures.Select(vocabulary.Procedure)).Concat(visit.Medications.Select(vocabulary.Medication)))];
        return new StudentInput(
            [.. visits.Select(visit => Ids(visit.Conditions, vocabulary.Diagnosis, architecture))],
            [.. visits.Select(visit => Ids(visit.Procedures, vocabulary.Procedure, architecture))],
            [.. visits.Select(visit => Ids(visit.Medications, vocabulary.Medication, architecture))],
            profile)
        {
            UnknownShare = all.Length == 0 ? 0 : all.Count(id => id == StudentVocabulary.Unknown) / (double)all.Length,
        };
    }

    private static int[] Ids(IEnumerable<string> codes, Func<string, int> id, StudentArchitecture architecture) =>
        [.. codes.Select(id).Distinct().Take(architecture.MaxCodes)];

    private static string Value(CodeHistory history, string field)
    {
        var start = field + "=";
        return history.Profile.FirstOrDefault(entry => entry.StartsWith(start, StringComparison.Ordinal))?[start.Length..] ?? "";
    }
}
