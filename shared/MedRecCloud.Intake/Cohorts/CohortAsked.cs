using System.Collections.Immutable;
using System.Globalization;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>What a cohort was asked for, so that its report can be read without its manifest.</summary>
/// <param name="Source">Where the encounters come from.</param>
/// <param name="Models">As the manifest names them; empty: the one that answers live requests.</param>
/// <param name="Thresholds">In place of the packages' own.</param>
/// <param name="Formulary">The only drugs that might be proposed; empty: all that the models know.</param>
/// <param name="Begun">When planning began.</param>
internal sealed record CohortAsked(
    string Source, ImmutableArray<string> Models, ImmutableSortedDictionary<string, double> Thresholds, ImmutableArray<string> Formulary, string? Against, DateTimeOffset? Begun)
{
    private const int MostNamed = 30;

    /// <summary>How many of the drugs that thresholds and formulary name no model knows: misspelt, or not among those it can propose.</summary>
    public int Unknown { get; init; }

    /// <summary>The first of them.</summary>
    public ImmutableArray<string> UnknownDrugs { get; init; } = [];

    public static CohortAsked Of(CohortManifest manifest, DateTimeOffset? begun) => new(
        Where(manifest), [.. manifest.Wishes.Where(wish => wish.Name is not null).Select(wish => wish.ToString())], manifest.Thresholds, manifest.Formulary.IsDefault ? [] : manifest.Formulary,
        manifest.Against, begun);

    /// <summary>In sentences.</summary>
    public string InWords() =>
        $"Source: {Source}. Models: {(Models.IsEmpty ? "the one that answers live requests" : string.Join(", ", Models))}. "
        + $"Thresholds: {(Thresholds.IsEmpty ? "the models' own" : $"the models' own, but {Named(Thresholds.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value:0.###}")), Thresholds.Count)}")}. "
        + $"Formulary: {(Formulary.IsEmpty ? "all drugs that the models know" : Named(Formulary, Formulary.Length))}."
        + UnknownInWords()
        + (Against is null ? "" : $" Compared with {Against}.")
        + (Begun is { } begun ? $" Begun {begun.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)}." : "");

    private string UnknownInWords() => Unknown == 0 ? "" : UnknownDrugs.IsEmpty ? $" {Unknown} of the drugs named are known to no model." : $" Named, but known to no model: {Named(UnknownDrugs, Unknown)}.";

    private static string Where(CohortManifest manifest) => manifest.Source switch
    {
        { Folder: { Length: > 0 } folder } => $"folder {folder}",
        { Blobs: { Length: > 0 } blobs } => $"blobs {blobs}",
        { Group: { Length: > 0 } group } => $"Group/{group} of the FHIR server '{manifest.Server}'",
        var source => $"{source.Encounters.Length} listed encounters of the FHIR server '{manifest.Server}'",
    };

    private static string Named(IEnumerable<string> names, int count) => names.Take(MostNamed).ToArray() is var some && count > some.Length ? $"{string.Join(", ", some)} and {count - some.Length} more" : string.Join(", ", some);
}
