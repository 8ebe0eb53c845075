using System.Collections.Immutable;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Learning;

/// <summary>A model in training, as something that gives every drug of its formulary a raw logit.</summary>
internal interface ITorchScorer
{
    ImmutableArray<string> Drugs { get; }

    double[] Logits(Sample sample);

    /// <summary>The logits of many encounters in their order; a model that is cheaper in batches answers in batches.</summary>
    IEnumerable<double[]> Logits(IEnumerable<Sample> samples) => samples.Select(Logits);
}
