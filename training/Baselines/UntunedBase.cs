using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;
using MedRecCloud.Training.Evaluation.Protocols;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Onnx;

namespace MedRecCloud.Training.Baselines;

/// <summary>
/// A base model asked LAMO's question before any fine-tuning: it proposes what it says Yes to more probably than No. Nothing is tuned, no threshold and no
/// calibration: it shows what overprescribing looks like.
/// </summary>
/// <param name="start">The base; its owner closes it.</param>
/// <param name="prompts">The encounters as the base is to read them, by <see cref="ProtocolRun.KeyOf"/>.</param>
internal sealed class UntunedBase(BaseFolder start, IReadOnlyDictionary<string, Sample> prompts) : IBaseline, IDisposable
{
    private readonly AnswerModel _model = new(new TorchDecoder(start.Config, start.Weights, trainable: false), DecoderHead.YesNo, start.YesNoHead());

    public string Name => "untuned base model";

    /// <summary>Takes the drugs and what was usual from the training samples; the model stays as it is.</summary>
    public IRecommender Fit(BaselineData data)
    {
        var formulary = new Formulary([.. data.Drugs.Select(drug => new FormularyDrug(drug, null, [], null))]);
        // A drug held out of training has no counts: how usual it is, is unknown.
        var ordered = data.Train.SelectMany(sample => sample.Labels).ToHashSet(StringComparer.Ordinal);
        var usage = new TrainingUsage(data.Train, [.. data.Drugs.Where(ordered.Contains)], data.Seed);
        return new Asked(Name, prompts, new TorchLamo(_model, new PromptEncoder(start.Tokenizer, PromptTemplates.MedRec2), usage, formulary, new Dictionary<string, LoraAdapter>()));
    }

    public void Dispose() => _model.Dispose();

    private sealed class Asked(string name, IReadOnlyDictionary<string, Sample> prompts, TorchLamo model) : IRecommender
    {
        public string Name => name;

        public bool IsBaseline => true;

        public ImmutableArray<string> Drugs => model.Drugs;

        public ValueTask<Recommendation> RecommendAsync(Sample sample, CancellationToken cancellationToken)
        {
            ImmutableArray<double> probabilities = [.. model.Logits(prompts[ProtocolRun.KeyOf(sample)]).Select(logit => 1 / (1 + Math.Exp(-logit)))];
            return ValueTask.FromResult(Recommendation.AtThresholds(probabilities, [.. Enumerable.Repeat(0.5, probabilities.Length)], ThresholdRule.Plain));
        }
    }
}
