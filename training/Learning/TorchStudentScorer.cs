using System.Collections.Immutable;
using MedRecCloud.Models.Students;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Students;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>Scores with a student in training.</summary>
internal sealed class TorchStudentScorer(TorchStudent student, StudentEncoder encoder, ImmutableArray<string> drugs) : ITorchScorer
{
    private const int Batch = 32;

    public ImmutableArray<string> Drugs => drugs;

    public double[] Logits(Sample sample) => Logits([encoder.Encode(sample.Prompt)])[0];

    public IEnumerable<double[]> Logits(IEnumerable<Sample> samples) => samples.Chunk(Batch).SelectMany(batch => Logits([.. batch.Select(sample => encoder.Encode(sample.Prompt))]));

    private double[][] Logits(StudentInput[] inputs)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        return [.. TorchTensors.ToArray(student.Score(new StudentBatch(inputs)).Logits).Select(logit => (double)logit).Chunk(drugs.Length)];
    }
}
