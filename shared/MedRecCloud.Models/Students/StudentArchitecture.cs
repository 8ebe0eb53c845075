using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.Models.Students;

/// <summary>The manifest's <c>architecture</c> of a LEADER student.</summary>
/// <param name="MaxVisits">Visits read, the present one included; the oldest are left out.</param>
/// <param name="MaxCodes">Codes read per visit and kind; the rest of a longer (sorted) set is left out.</param>
/// <param name="Vocabulary">The package's file with a <see cref="StudentVocabulary"/>.</param>
/// <param name="HiddenSize">Width of the code embeddings.</param>
/// <param name="Parameters">Number of weights.</param>
/// <param name="Columns">See <see cref="CandidateColumns"/>.</param>
public sealed record StudentArchitecture(int MaxVisits, int MaxCodes, string Vocabulary, int HiddenSize, long Parameters, int Columns)
{
    /// <summary>What exporters call the vocabulary's file.</summary>
    public const string VocabularyFile = "codes.json";

    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, ClinicalJson.Options);

    /// <exception cref="ModelPackageException">Absent, not a student's, or of a student that sees other columns of a drug than this version encodes.</exception>
    public static StudentArchitecture Of(JsonElement? architecture)
    {
        try
        {
            if (architecture?.Deserialize<StudentArchitecture>(ClinicalJson.Options) is { MaxVisits: > 0, MaxCodes: > 0, Vocabulary.Length: > 0 } read)
                return read.Columns == CandidateColumns.Count ? read : throw new ModelPackageException(
                    $"The student reads {read.Columns} columns of each drug's history and usage; this version encodes {CandidateColumns.Count}. Distil and export it again.");
        }
        catch (JsonException error)
        {
            throw new ModelPackageException($"{ModelPackage.ManifestFile} describes no student: {error.Message}", error);
        }

        throw new ModelPackageException($"{ModelPackage.ManifestFile} describes no student: 'architecture' is missing or incomplete.");
    }
}
