using System.Collections.Immutable;

namespace MedRecCloud.Fhir.Bulk;

/// <summary>The files of a finished export (Bulk Data Access, "Complete Status").</summary>
/// <param name="Expires">When the server may remove them; null when it does not say.</param>
public sealed record BulkManifest(ImmutableArray<BulkFile> Files, DateTimeOffset? Expires);
