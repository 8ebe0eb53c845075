using MedRecCloud.Clinical.Scoring;
using MedRecCloud.InferenceWorker;

namespace MedRecCloud.Benchmarks;

/// <summary>LEADER's teacher: the prefix alone, and a label head for the whole formulary.</summary>
internal sealed class LabelHeadWay : IScoringWay
{
    // The load owns the engine's parts.
    private readonly Action _run;

    public LabelHeadWay(ScoringLoad load)
    {
        var package = load.Package(ModelKind.LeaderTeacher);
        var model = load.Open(package);
        var engine = new TeacherEngine(
            model, null, load.Prefixes(model), MedRecCloud.Models.Tokenizers.TokenizerFile.Load(package.Folder), new ScoreSheet(package), new BatchLimit(1, long.MaxValue),
            package.Manifest.ContextTokens, load.Metrics);
        IPreparedPrompt[] prompt = [load.Prompt with { Prefix = load.Prompt.Prefix[..^1], Candidates = [[load.Prompt.Prefix[^1]]] }];
        _run = () => engine.Score(prompt);
    }

    public string Name => "label head";

    public double Scale => 1;

    public void Run() => _run();
}
