namespace MedRecCloud.Clinical.Scoring;

/// <summary>Exactly which model answered; written into every Provenance.</summary>
/// <param name="PackageHash">SHA-256 (lower-case hex) over the package's manifest, which itself holds the hash of every file.</param>
public sealed record ModelVersion(string Name, string Version, ModelKind Kind, string PackageHash, string PromptVersion)
{
    public override string ToString() => $"{Name}@{Version}";
}
