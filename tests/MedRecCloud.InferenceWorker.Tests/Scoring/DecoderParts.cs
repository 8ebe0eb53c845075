using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.InferenceWorker.Tests;

/// <summary>A packed scorer whose plan the test makes itself.</summary>
internal sealed class DecoderParts : IDisposable
{
    private readonly DecoderModel _model;
    private readonly PrefixStore _prefixes;
    private readonly PackedScorer _scorer;

    public DecoderParts(SomeModel some, ModelPackage package)
    {
        _model = new DecoderModel(some.Sessions.Open(package.PathOf(ModelPackage.GraphFile)), DecoderGraph.YesNo);
        _prefixes = new PrefixStore(_model, some.Budget, new PrefixCache(0, TimeSpan.Zero, some.Time), some.Metrics);
        _scorer = new PackedScorer(_model, _prefixes, some.Metrics);
    }

    public double[] Score(LamoPrompt prompt, int[] order) =>
        _scorer.Score([prompt], PackPlan.Create(new LoraAdapter?[order.Length], order, 5))[0];

    public void Dispose()
    {
        _prefixes.Dispose();
        _model.Dispose();
    }
}
