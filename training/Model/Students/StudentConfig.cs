using MedRecCloud.Models.Students;
using MedRecCloud.Training.Model.Candidates;

namespace MedRecCloud.Training.Model.Students;

/// <summary>The shape of a LEADER student.</summary>
/// <param name="Codes">Rows of the embedding tables of diagnoses, procedures and medicines.</param>
/// <param name="Profile">Categories of each profile field, padding and unknown included.</param>
/// <param name="Labels">Drugs of the formulary.</param>
internal sealed record StudentConfig((int Diagnoses, int Procedures, int Medications) Codes, IReadOnlyList<int> Profile, int Labels)
{
    public int HiddenSize { get; init; } = 64;
    public int Heads { get; init; } = 4;
    public int FeedForward { get; init; } = 128;

    /// <summary>Width of the layer that is distilled.</summary>
    public int Middle { get; init; } = 128;
    public int MaxVisits { get; init; } = 10;
    public int MaxCodes { get; init; } = 48;

    /// <summary>Where each drug's own history and usage join.</summary>
    public CandidateConfig Candidates => new(Labels, Middle);

    public int HeadSize => HiddenSize / Heads;

    public static StudentConfig For(StudentVocabulary vocabulary, int labels) =>
        new(vocabulary.Sizes, [.. vocabulary.Profile.Select(field => StudentVocabulary.First + field.Values.Length)], labels);

    public StudentArchitecture Architecture(long parameters) => new(MaxVisits, MaxCodes, StudentArchitecture.VocabularyFile, HiddenSize, parameters, CandidateColumns.Count);
}
