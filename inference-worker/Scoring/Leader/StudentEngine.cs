using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Students;

namespace MedRecCloud.InferenceWorker;

/// <summary>LEADER's student: a small model over the patient's code sets; one call answers for the whole formulary of a batch of patients.</summary>
internal sealed class StudentEngine(OnnxModel model, StudentVocabulary vocabulary, StudentArchitecture architecture, ScoreSheet sheet) : IScoringEngine
{
    private static readonly string[] s_inputs = [StudentGraph.Diagnoses, StudentGraph.Procedures, StudentGraph.Medications, StudentGraph.Profile];
    private static readonly string[] s_outputs = [StudentGraph.LabelLogits];

    public ModelVersion Version => sheet.Version;

    // Cost is flat from 1 to 32 per call (measured); beyond, only waiting grows.
    public BatchLimit Batch { get; } = new(32, 32_768);

    public IPreparedPrompt Prepare(Prompt prompt) => new Encoded(StudentInput.Encode(prompt.Codes, vocabulary, architecture));

    public ImmutableArray<CandidateScores> Score(IReadOnlyList<IPreparedPrompt> prompts)
    {
        // Cost grows with padding: patients of like size share a call.
        var scores = new CandidateScores[prompts.Count];
        var bySize = prompts.Select((prompt, i) => (((Encoded)prompt).Input, Index: i)).GroupBy(item => SizeClass(item.Input));
        foreach (var group in bySize) Score([.. group], scores);
        return [.. scores];
    }

    public void Dispose() => model.Dispose();

    private void Score((StudentInput Input, int Index)[] patients, CandidateScores[] scores)
    {
        var batch = new StudentBatch([.. patients.Select(patient => patient.Input)]);
        long[] codes = [batch.Patients, batch.Visits, batch.Codes];
        using var diagnoses = Tensor(batch.Diagnoses, codes);
        using var procedures = Tensor(batch.Procedures, codes);
        using var medications = Tensor(batch.Medications, codes);
        using var profile = Tensor(batch.Profile, [batch.Patients, batch.Profile.Length / batch.Patients]);
        using var answer = model.Run(s_inputs, [diagnoses.Value, procedures.Value, medications.Value, profile.Value], s_outputs, keepOnDevice: 1)[0];
        var labels = answer.Span<float>();
        var count = labels.Length / patients.Length;
        var logits = new double[count];
        for (var row = 0; row < patients.Length; row++)
        {
            for (var drug = 0; drug < count; drug++) logits[drug] = labels[row * count + drug];
            scores[patients[row].Index] = sheet.Write(logits) with { UnknownCodes = patients[row].Input.UnknownShare };
        }
    }

    private NativeTensor Tensor(long[] values, long[] shape)
    {
        var tensor = NativeTensor.Integers(model.Ledger, shape);
        values.CopyTo(tensor.Span<long>());
        return tensor;
    }

    private static (int Visits, int Codes) SizeClass(StudentInput input) =>
        (RoundUp(input.Visits), RoundUp(input.LongestSet));

    // Powers of two: padding at most doubles a dimension, and few classes fill their calls.
    private static int RoundUp(int size) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)size);

    private sealed record Encoded(StudentInput Input) : IPreparedPrompt
    {
        public long Cost => 3L * Input.Visits * Input.LongestSet;
    }
}
