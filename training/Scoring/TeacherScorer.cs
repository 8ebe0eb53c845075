using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Students;
using MedRecCloud.Models.Tokenizers;
using MedRecCloud.Training.Onnx;

namespace MedRecCloud.Training.Scoring;

/// <summary>LEADER's teacher: the label head on the prompt's last token, and what each drug's own history and usage add where the package has a network for it.</summary>
internal sealed class TeacherScorer(ModelPackage package) : IPackageScorer
{
    private readonly DecoderSession _decoder = new(package);
    private readonly OnnxCandidates? _candidates = package.Manifest.Files.ContainsKey(CandidateGraph.File) ? new OnnxCandidates(package.PathOf(CandidateGraph.File)) : null;
    private readonly PromptTokenizer _tokenizer = TokenizerFile.Load(package.Folder);

    public ValueTask<CandidateScores> ScoreAsync(Prompt prompt, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var (ids, cut) = PrefixTokens.Fit(_tokenizer, prompt.Prefix, package.Manifest.ContextTokens);
        var past = _decoder.Prefill(ids[..^1], []);
        try
        {
            var logits = _decoder.Answer([ids[^1]], [ids.Length - 1], new float[ids.Length], [0], past, ids.Length - 1, [], DecoderGraph.LabelLogits);
            if (_candidates is not null)
                logits = _candidates.Run(logits, CandidateColumns.Of(prompt, package.Usage.For(prompt.Aspects), package.Manifest.Candidates));
            return ValueTask.FromResult(PackageScorers.Scores(package, [.. logits.Select(logit => (double)logit)], cut));
        }
        finally
        {
            foreach (var value in past)
                value.Dispose();
        }
    }

    public void Dispose()
    {
        _candidates?.Dispose();
        _decoder.Dispose();
    }
}
