using MedRecCloud.Models.Onnx;

namespace MedRecCloud.InferenceWorker;

/// <summary>Computes the raw logits (Yes minus No) of planned candidates for one or several patients: one reading of each prefix, then packs.</summary>
internal sealed class PackedScorer(DecoderModel model, PrefixStore prefixes, WorkerMetrics metrics)
{
    /// <returns>For each prompt the logit per drug of the formulary; of drugs outside the plan it is NaN.</returns>
    public double[][] Score(IReadOnlyList<LamoPrompt> prompts, PackPlan plan)
    {
        var logits = prompts.Select(prompt => Enumerable.Repeat(double.NaN, prompt.Candidates.Length).ToArray()).ToArray();
        int[][] read = [.. prompts.Select(prompt => prompt.Prefix)];
        foreach (var scope in plan.Scopes)
        {
            var leases = prefixes.Acquire(read, scope.Adapter);
            try
            {
                foreach (var lease in leases)
                foreach (var pack in scope.Packs) Score(prompts, lease, pack, logits);
            }
            finally
            {
                foreach (var lease in leases) lease.Dispose();
            }
        }

        return logits;
    }

    private void Score(IReadOnlyList<LamoPrompt> prompts, PrefixLease lease, PackPlan.Pack pack, double[][] logits)
    {
        int[][][] candidates = [.. lease.Prompts.Select(prompt => pack.Drugs.Select(drug => prompts[prompt].Candidates[drug]).ToArray())];
        var tokens = candidates.Max(patient => patient.Sum(candidate => candidate.Length));
        metrics.PackScored((double)candidates.Sum(patient => patient.Sum(candidate => candidate.Length)) / (tokens * candidates.Length));
        var working = model.WorkingBytes(candidates.Length, tokens, lease.Capacity + tokens);
        prefixes.Reserve(working);
        try
        {
            using var block = CandidatePack.Build(model.Ledger, candidates, lease.Lengths, lease.Capacity);
            using var answer = model.Answer(block, lease.Tensors, pack.Adapter);
            var yesNo = answer.Span<float>();
            var row = 0;
            foreach (var prompt in lease.Prompts)
            foreach (var drug in pack.Drugs)
            {
                logits[prompt][drug] = (double)yesNo[2 * row + DecoderGraph.YesColumn] - yesNo[2 * row + DecoderGraph.NoColumn];
                row++;
            }
        }
        finally
        {
            prefixes.Budget.Release(working);
        }
    }
}
