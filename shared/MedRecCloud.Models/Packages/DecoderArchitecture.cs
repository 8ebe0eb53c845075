using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;

namespace MedRecCloud.Models.Packages;

/// <summary>The manifest's <c>architecture</c> of a decoder (lamo, leader-teacher).</summary>
/// <param name="Precision">float32 or float16: the type of the cached keys and values and of the adapters.</param>
/// <param name="AdaptedProjections">Projections whose adapter inputs the graph has; empty when the adapter is merged.</param>
public sealed record DecoderArchitecture(
    int Layers, int HiddenSize, int IntermediateSize, int Heads, int KeyValueHeads, int HeadSize, int VocabularySize, long Parameters,
    string Precision, ImmutableArray<string> AdaptedProjections)
{
    public bool IsHalf => Precision == "float16";

    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, ClinicalJson.Options);

    /// <exception cref="ModelPackageException">Absent, or not a decoder's.</exception>
    public static DecoderArchitecture Of(JsonElement? architecture)
    {
        try
        {
            var read = architecture?.Deserialize<DecoderArchitecture>(ClinicalJson.Options);
            if (read is { Layers: > 0, KeyValueHeads: > 0, HeadSize: > 0, AdaptedProjections.IsDefault: false, Precision: "float32" or "float16" })
                return read;
        }
        catch (JsonException error)
        {
            throw new ModelPackageException($"{ModelPackage.ManifestFile} describes no decoder: {error.Message}", error);
        }
        throw new ModelPackageException($"{ModelPackage.ManifestFile} describes no decoder: 'architecture' is missing or incomplete.");
    }
}
