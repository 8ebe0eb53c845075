using System.Collections.Immutable;
using MedRecCloud.Models.Students;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Students;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>Scores with a student in training.</summary>
internal sealed class TorchStudentScorer(TorchStudent student, StudentVocabulary vocabulary, StudentArchitecture architecture, ImmutableArray<string> drugs) : ITorchScorer
{
    public ImmutableArray<string> Drugs => drugs;

    public double[] Logits(Sample sample)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        var batch = new StudentBatch([StudentInput.Encode(sample.Prompt.Codes, vocabulary, architecture)]);
        return [.. TorchTensors.ToArray(student.Score(batch).Logits).Select(logit => (double)logit)];
    }
}
