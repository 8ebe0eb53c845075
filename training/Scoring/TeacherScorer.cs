using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tokenizers;

namespace MedRecCloud.Training.Scoring;

/// <summary>LEADER's teacher: the label head on the prompt's last token.</summary>
internal sealed class TeacherScorer(ModelPackage package) : IPackageScorer
{
    private readonly DecoderSession _decoder = new(package);
    private readonly PromptTokenizer _tokenizer = TokenizerFile.Load(package.Folder);

    public ValueTask<CandidateScores> ScoreAsync(Prompt prompt, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var (ids, cut) = PrefixTokens.Fit(_tokenizer, prompt.Prefix, package.Manifest.ContextTokens);
        var past = _decoder.Prefill(ids[..^1], []);
        try
        {
            var logits = _decoder.Answer([ids[^1]], [ids.Length - 1], new float[ids.Length], [0], past, ids.Length - 1, [], DecoderGraph.LabelLogits);
            return ValueTask.FromResult(PackageScorers.Scores(package, [.. logits.Select(logit => (double)logit)], cut));
        }
        finally
        {
            foreach (var value in past)
                value.Dispose();
        }
    }

    public void Dispose() => _decoder.Dispose();
}
