using System.Collections.Immutable;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Learning;

/// <summary>A model in training, as something that gives every drug of its formulary a raw logit.</summary>
internal interface ITorchScorer
{
    ImmutableArray<string> Drugs { get; }

    double[] Logits(Sample sample);
}
