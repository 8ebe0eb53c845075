using System.Globalization;
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
/// </list>
/// </summary>
internal sealed class ShardScorer(ICohortFiles files, CohortModels models, CohortScorer scorer)
{
    /// <summary>Encounters whose contexts are in memory together: a shard of usual size.</summary>
    private const int Together = 256;

    public async Task<ShardResult> RunAsync(CohortShardMessage message, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var part = CohortNames.Part(message.Cohort, message.Shard);
        if ((await files.ReadControlAsync(message.Cohort, cancellationToken)).State is var state && state != CohortControlFile.Running) return new ShardResult(state, 0);
        if (await files.ReadAsync(part, cancellationToken) is not null) return new ShardResult("already-stored", 0);
        if (await files.ReadAsync(CohortNames.Shard(message.Cohort, message.Shard), cancellationToken) is not { } shard
            || await files.ReadAsync(CohortNames.Manifest(message.Cohort), cancellationToken) is not { } json) return new ShardResult(ShardResult.Gone, 0);

        var manifest = CohortManifest.Read(json.Span);
        if (await ScoreAsync(message, manifest, shard, deadline, cancellationToken) is not { } answers) return new ShardResult(ShardResult.NotReady, 0);
        // Before the part, whose presence says that all is written.
        if (manifest.FhirProposals) await files.CreateAsync(CohortNames.Proposals(message.Cohort, message.Shard), Lines(answers.Select(answer => answer.Bundle)), null, cancellationToken);
        CohortResult[] lines = [.. answers.Select(answer => answer.Line)];
        var isFirst = await files.CreateAsync(part, CohortLines.Write(lines), Figures(lines, message.Redrive), cancellationToken);
        return new ShardResult(isFirst ? "stored" : "already-stored", lines.Length);
    }

    private async Task<List<(CohortResult Line, byte[]? Bundle)>?> ScoreAsync(
        CohortShardMessage message, CohortManifest manifest, ReadOnlyMemory<byte> shard, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var answers = new SortedDictionary<(int Encounter, int Model), (CohortResult, byte[]?)>();
        var held = new List<(ModelWish Wish, LoadedModel? Model)>();
        try
        {
            foreach (var wish in manifest.Wishes)
            {
                var (isReady, model) = await AcquireAsync(wish, cancellationToken);
                if (!isReady) return null;
                held.Add((wish, model));
            }

            foreach (var chunk in ShardEncounters.Read(shard, manifest.Server).Chunk(Together))
            {
                for (var i = 0; i < held.Count; i++)
                {
                    var asked = manifest.Models.IsDefaultOrEmpty ? null : held[i].Wish.ToString();
                    AskedEncounter[] wanted = [.. chunk.Where(encounter => encounter.Encounter.Models is not { } only || (asked is not null && only.Contains(asked)))];
                    var lines = held[i].Model is { } model
                        ? await scorer.ScoreAsync(message, manifest, model, asked, wanted, deadline, cancellationToken)
                        : [.. wanted.Select(encounter => (ResultLine.Failed(encounter, encounter.Cut.Failed ?? "model-not-available", asked), (byte[]?)null))];
                    for (var j = 0; j < wanted.Length; j++) answers[(wanted[j].Index, i)] = lines[j];
                }
            }

            return [.. answers.Values];
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

    private static Dictionary<string, string> Figures(CohortResult[] lines, bool isRedrive) => new()
    {
        [CohortFigures.Proposed] = Count(lines, "proposed"),
        [CohortFigures.Abstained] = Count(lines, "abstained"),
        [CohortFigures.Failed] = Count(lines, "failed"),
        [CohortFigures.Replaced] = isRedrive ? lines.Length.ToString(CultureInfo.InvariantCulture) : "0",
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
