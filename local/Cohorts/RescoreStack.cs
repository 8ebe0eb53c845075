using System.Text.Json;
using System.Text.Json.Serialization;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Local.Cohorts;

/// <summary>With what a cohort's stack was started, so that one started behind a crash has the same models and the same FHIR server without being told.</summary>
/// <param name="Models">Folder of the model packages.</param>
/// <param name="FhirSource">See <see cref="StackAddresses.FhirSource"/>.</param>
internal sealed record RescoreStack(string? Models, string? FhirSource)
{
    [JsonIgnore]
    public string? Server => IsServer ? FhirSource : null;

    [JsonIgnore]
    public string? Export => IsServer ? null : FhirSource;

    private bool IsServer => FhirSource is not null && FhirSource.Contains("://", StringComparison.Ordinal);

    /// <summary>Null when nothing was left there, or nothing that can be read: then whatever is asked for by name holds.</summary>
    public static RescoreStack? Read(string data, string id)
    {
        try
        {
            return JsonSerializer.Deserialize<RescoreStack>(File.ReadAllText(PathOf(data, id)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public static void Write(string data, string id, StackAddresses stack)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(data, id))!);
        File.WriteAllText(PathOf(data, id), JsonSerializer.Serialize(new RescoreStack(stack.Models, stack.FhirSource)));
    }

    private static string PathOf(string data, string id) => Path.Combine(data, "cohorts", id, "stack.json");
}
