using System.Collections.Immutable;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// Holds a cohort to the packages it began with. A model that is changed in the middle, or a worker with other models, would else make a run of which nobody could say what scored it.
/// </summary>
internal sealed class CohortPins(ICohortFiles files, CohortModels models)
{
    /// <summary>The manifest's wishes with the versions that the cohort began with; one that nobody has found yet stays as it is.</summary>
    public async Task<ImmutableArray<ModelWish>> WishesAsync(string cohort, CohortManifest manifest, CancellationToken cancellationToken)
    {
        var wishes = manifest.Wishes;
        var known = Of(await files.ReadAsync<CohortModelsFile>(CohortNames.Models(cohort), cancellationToken), wishes.Length);
        var found = new string?[wishes.Length];
        for (var i = 0; i < found.Length; i++)
            if (known[i] is null) found[i] = (await models.FindAsync(wishes[i], cancellationToken))?.ToString();
        // Another worker may have found them in the same moment: what is written first holds.
        if (found.Any(model => model is not null))
            known = Of(await files.UpdateAsync<CohortModelsFile>(CohortNames.Models(cohort), now => new CohortModelsFile([.. Of(now, found.Length).Zip(found, (first, second) => first ?? second)]), cancellationToken), found.Length);
        return [.. wishes.Zip(known, (wish, model) => ModelWish.TryParse(model) ?? wish)];
    }

    private static IReadOnlyList<string?> Of(CohortModelsFile? file, int wishes) => file?.Models is { } models && models.Count == wishes ? models : new string?[wishes];
}
