using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MedRecCloud.Clinical;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.Models.Students;

/// <summary>
/// The codes a student knows. A code's id is its place in the list plus <see cref="First"/>; <see cref="StudentGraph.Padding"/> is no code and
/// <see cref="Unknown"/> any code that is not listed.
/// </summary>
public sealed class StudentVocabulary
{
    public const int Unknown = 1, First = 2;

    private readonly FrozenDictionary<string, int> _diagnoses, _procedures, _medications;
    private readonly ImmutableArray<FrozenDictionary<string, int>> _profile;

    /// <param name="profile">In the order of the graph's profile columns.</param>
    [JsonConstructor]
    public StudentVocabulary(ImmutableArray<string> diagnoses, ImmutableArray<string> procedures, ImmutableArray<string> medications, ImmutableArray<ProfileField> profile)
    {
        (Diagnoses, Procedures, Medications, Profile) = (diagnoses, procedures, medications, profile);
        (_diagnoses, _procedures, _medications) = (Index(diagnoses), Index(procedures), Index(medications));
        _profile = [.. profile.Select(field => Index(field.Values))];
    }

    public ImmutableArray<string> Diagnoses { get; }

    public ImmutableArray<string> Procedures { get; }

    public ImmutableArray<string> Medications { get; }

    public ImmutableArray<ProfileField> Profile { get; }

    /// <summary>Rows of the embedding tables of the three kinds of codes.</summary>
    [JsonIgnore]
    public (int Diagnoses, int Procedures, int Medications) Sizes => (First + Diagnoses.Length, First + Procedures.Length, First + Medications.Length);

    public int Diagnosis(string code) => _diagnoses.GetValueOrDefault(code, Unknown);

    public int Procedure(string code) => _procedures.GetValueOrDefault(code, Unknown);

    public int Medication(string ingredient) => _medications.GetValueOrDefault(ingredient, Unknown);

    /// <summary>The value's category in one of the profile's columns.</summary>
    public int Category(int field, string value) => _profile[field].GetValueOrDefault(value, Unknown);

    /// <exception cref="ModelPackageException">Not a vocabulary.</exception>
    public static StudentVocabulary Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<StudentVocabulary>(File.ReadAllBytes(path), ClinicalJson.Options) ?? throw new ModelPackageException($"{Path.GetFileName(path)} is empty.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NullReferenceException)
        {
            throw new ModelPackageException($"{Path.GetFileName(path)} is no code vocabulary: {error.Message}", error);
        }
    }

    public void Write(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, ClinicalJson.Options));

    private static FrozenDictionary<string, int> Index(ImmutableArray<string> codes) =>
        codes.IsDefault ? throw new ArgumentException("A list of codes is missing.") : codes.Select((code, i) => KeyValuePair.Create(code, First + i)).ToFrozenDictionary(StringComparer.Ordinal);
}

/// <summary>One column of the profile ("age-band", "sex"…) and the values it knows.</summary>
public sealed record ProfileField(string Name, ImmutableArray<string> Values);
