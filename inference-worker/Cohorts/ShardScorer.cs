using System.Collections.Immutable;
using System.Globalization;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Models.Packages;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// Scores one shard of a cohort and writes its part, once.
/// <list type="table">
/// <item><term>the part is there</term><description>nothing to do</description></item>
/// <item><term>paused or cancelled</term><description>nothing is written; resuming asks for the shard again</description></item>
/// <item><term>an encounter cannot be scored, or a model is not there</term><description>a line says why; the others go on</description></item>
/// <item><term>storage, stop, memory</term><description>an exception: the message comes back</description></item>
/// <item><term>no worker got through it</term><description>all its encounters are failures with the reason given-up</description></item>
/// </list>
/// </summary>
internal sealed class ShardScorer(ICohortFiles files, CohortModels models, CohortPins pins, CohortScorer scorer)
{
    /// <summary>Encounters whose contexts are in memory together: a shard of usual size.</summary>
    private const int Together = 256;

    private const int MostNamed = 10, LongestName = 60;

    public async Task<ShardResult> RunAsync(CohortShardMessage message, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var part = CohortNames.Part(message.Cohort, message.Shard);
        if ((await files.ReadControlAsync(message.Cohort, cancellationToken)).State is var state && state != CohortControlFile.Running) return new ShardResult(state, 0);
        if (await files.ReadAsync(part, cancellationToken) is not null) return new ShardResult("already-stored", 0);
        if (await files.ReadAsync(CohortNames.Shard(message.Cohort, message.Shard), cancellationToken) is not { } shard
            || await files.ReadAsync(CohortNames.Manifest(message.Cohort), cancellationToken) is not { } json) return new ShardResult(ShardResult.Gone, 0);

        var manifest = CohortManifest.Read(json.Span);
        if (await ScoreAsync(message, manifest, shard, deadline, cancellationToken) is not var (answers, unknown)) return new ShardResult(ShardResult.NotReady, 0);
        return await StoreAsync(message, manifest, answers, unknown, cancellationToken);
    }

    /// <summary>Writes the part of a shard that no worker got through: every encounter failed, to be driven again alone. Without it the cohort would never end.</summary>
    public async Task<ShardResult> GiveUpAsync(CohortShardMessage message, CancellationToken cancellationToken)
    {
        if ((await files.ReadControlAsync(message.Cohort, cancellationToken)).State is var state && state != CohortControlFile.Running) return new ShardResult(state, 0);
        if (await files.ReadAsync(CohortNames.Shard(message.Cohort, message.Shard), cancellationToken) is not { } shard
            || await files.ReadAsync(CohortNames.Manifest(message.Cohort), cancellationToken) is not { } json) return new ShardResult(ShardResult.Gone, 0);
        var manifest = CohortManifest.Read(json.Span);
        var index = 0;
        var failed = CohortShard.Read(shard)
            .SelectMany(patient => patient.Encounters.Select(encounter => new AskedEncounter(index++, patient.Patient, encounter, new EncounterCut(null, encounter.Orders, encounter.Failed ?? "given-up"))))
            .SelectMany(encounter => manifest.Wishes.Select(wish => Asked(manifest, wish)).Where(asked => Wants(encounter, asked)).Select(asked => (ResultLine.Failed(encounter, encounter.Cut.Failed!, asked), (byte[]?)null)))
            .ToList();
        return await StoreAsync(message, manifest, failed, [], cancellationToken) with { Word = "given-up" };
    }

    private static string? Asked(CohortManifest manifest, ModelWish wish) => manifest.Models.IsDefaultOrEmpty ? null : wish.ToString();

    // Of encounters driven again only the models they failed with.
    private static bool Wants(AskedEncounter encounter, string? asked) => encounter.Encounter.Models is not { } only || (asked is not null && only.Contains(asked));

    private async Task<ShardResult> StoreAsync(
        CohortShardMessage message, CohortManifest manifest, IReadOnlyCollection<(CohortResult Line, byte[]? Bundle)> answers, ImmutableArray<string> unknown, CancellationToken cancellationToken)
    {
        // Before the part, whose presence says that all is written.
        if (manifest.FhirProposals) await files.CreateAsync(CohortNames.Proposals(message.Cohort, message.Shard), Lines(answers.Select(answer => answer.Bundle)), null, cancellationToken);
        CohortResult[] lines = [.. answers.Select(answer => answer.Line)];
        var isFirst = await files.CreateAsync(CohortNames.Part(message.Cohort, message.Shard), CohortLines.Write(lines), Figures(lines, message.Redrive, unknown), cancellationToken);
        return new ShardResult(isFirst ? "stored" : "already-stored", lines.Length);
    }

    private async Task<(List<(CohortResult Line, byte[]? Bundle)> Answers, ImmutableArray<string> Unknown)?> ScoreAsync(
        CohortShardMessage message, CohortManifest manifest, ReadOnlyMemory<byte> shard, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var answers = new SortedDictionary<(int Encounter, int Model), (CohortResult, byte[]?)>();
        var held = new List<(ModelWish Wish, LoadedModel? Model)>();
        try
        {
            foreach (var (wish, pinned) in manifest.Wishes.Zip(await pins.WishesAsync(message.Cohort, manifest, cancellationToken)))
            {
                var (isReady, model) = await AcquireAsync(pinned, cancellationToken);
                if (!isReady) return null;
                held.Add((wish, model));
            }

            foreach (var chunk in ShardEncounters.Read(shard, manifest.Server).Chunk(Together))
            {
                for (var i = 0; i < held.Count; i++)
                {
                    var asked = Asked(manifest, held[i].Wish);
                    AskedEncounter[] wanted = [.. chunk.Where(encounter => Wants(encounter, asked))];
                    var lines = held[i].Model is { } model
                        ? await scorer.ScoreAsync(message, manifest, model, asked, wanted, deadline, cancellationToken)
                        : [.. wanted.Select(encounter => (ResultLine.Failed(encounter, encounter.Cut.Failed ?? "model-not-available", asked), (byte[]?)null))];
                    for (var j = 0; j < wanted.Length; j++) answers[(wanted[j].Index, i)] = lines[j];
                }
            }

            return ([.. answers.Values], CohortRules.Unknown(manifest, held.Select(one => one.Model?.Manifest).OfType<ModelManifest>()));
        }
        finally
        {
            foreach (var (_, model) in held) model?.Release();
        }
    }

    private async Task<(bool IsReady, LoadedModel? Model)> AcquireAsync(ModelWish wish, CancellationToken cancellationToken)
    {
        try
        {
            var model = await models.AcquireAsync(wish, cancellationToken);
            return (model is not null, model);
        }
        catch (ModelPackageException)
        {
            return (true, null);
        }
    }

    private static Dictionary<string, string> Figures(CohortResult[] lines, bool isRedrive, ImmutableArray<string> unknown) => new()
    {
        [CohortFigures.Proposed] = Count(lines, "proposed"),
        [CohortFigures.Abstained] = Count(lines, "abstained"),
        [CohortFigures.Failed] = Count(lines, "failed"),
        [CohortFigures.Replaced] = isRedrive ? lines.Length.ToString(CultureInfo.InvariantCulture) : "0",
        [CohortFigures.Unknown] = unknown.Length.ToString(CultureInfo.InvariantCulture),
        // Storage keeps a few kilobytes of ASCII beside a blob.
        [CohortFigures.UnknownDrugs] = string.Join(',', unknown.Where(drug => drug.Length <= LongestName).Take(MostNamed).Select(Uri.EscapeDataString)),
    };

    private static string Count(CohortResult[] lines, string outcome) => lines.Count(line => line.Outcome == outcome).ToString(CultureInfo.InvariantCulture);

    private static byte[] Lines(IEnumerable<byte[]?> bundles)
    {
        using var content = new MemoryStream();
        foreach (var bundle in bundles)
        {
            if (bundle is null) continue;
            content.Write(bundle);
            content.WriteByte((byte)'\n');
        }

        return content.ToArray();
    }
}
