using Microsoft.Extensions.Compliance.Classification;

namespace MedRecCloud.Hosting.Privacy;

/// <summary>Marks a value as protected health information: it is erased before it reaches any log sink.</summary>
public sealed class PhiAttribute() : DataClassificationAttribute(Class)
{
    /// <summary>The one class of the product's taxonomy.</summary>
    public static DataClassification Class { get; } = new("MedRecCloud", "Phi");
}
