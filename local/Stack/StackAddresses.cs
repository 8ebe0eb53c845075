using System.Text.Json;

namespace MedRecCloud.Local.Stack;

/// <summary>How to reach a running stack; this is also the line that <c>medrec up --json</c> prints.</summary>
/// <param name="CdsHooks">Where CDS Hooks are discovered.</param>
/// <param name="FhirAccount">The account that events of the FHIR server's resources name.</param>
/// <param name="Models">The folder of its model packages.</param>
/// <param name="FhirSource">The export that its FHIR server serves, or the base URL of another server; null: a server that started empty.</param>
internal sealed record StackAddresses(
    string ServiceBus, string BlobStorage, string Fhir, string FhirAccount, string? CdsHooks = null, string? Models = null, string? FhirSource = null)
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web)
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>What a stack left in its data folder while it runs; null when none does.</summary>
    public static StackAddresses? Read(string dataFolder)
    {
        try { return JsonSerializer.Deserialize<StackAddresses>(File.ReadAllText(PathIn(dataFolder)), Json); }
        catch (Exception error) when (error is IOException or JsonException) { return null; }
    }

    /// <summary>Leaves the addresses where the tool's other commands look for them.</summary>
    public void Write(string dataFolder)
    {
        File.WriteAllText(PathIn(dataFolder) + ".new", ToJson());
        File.Move(PathIn(dataFolder) + ".new", PathIn(dataFolder), overwrite: true);
    }

    public static void Remove(string dataFolder) => File.Delete(PathIn(dataFolder));

    private static string PathIn(string dataFolder) => Path.Combine(dataFolder, "stack.json");
}
