using System.Collections.Immutable;
using System.Numerics;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Students;

namespace MedRecCloud.InferenceWorker;

/// <summary>LEADER's student: a small model over the patient's code sets; one call answers for the whole formulary of a batch of patients.</summary>
internal sealed class StudentEngine(OnnxModel model, StudentEncoder encoder, ScoreSheet sheet, int influenceDrugs) : IScoringEngine
{
    private static readonly string[] s_inputs = [StudentGraph.Diagnoses, StudentGraph.Procedures, StudentGraph.Medications, StudentGraph.Profile, StudentGraph.Candidates];
    private static readonly string[] s_outputs = [StudentGraph.LabelLogits];

    private readonly StudentInfluences _influences = new(sheet, influenceDrugs);

    public ModelVersion Version => sheet.Version;

    public bool ReadsText => false;

    // Cost is flat from 1 to 32 per call (measured); beyond, only waiting grows.
    public BatchLimit Batch { get; } = new(32, 32_768);

    public IPreparedPrompt Prepare(Prompt prompt) => new Encoded(prompt, encoder.Encode(prompt));

    public ImmutableArray<CandidateScores> Score(IReadOnlyList<IPreparedPrompt> prompts)
    {
        var scores = ScoreRepeatably(prompts);
        StudentInput[][] variants = [.. scores.Select((own, i) => _influences.Variants(own, ((Encoded)prompts[i]).Prompt).Select(encoder.Encode).ToArray())];
        var logits = Logits([.. variants.SelectMany(own => own)]);
        var next = 0;
        return [.. scores.Select((own, i) => _influences.AddTo(own, logits[next..(next += variants[i].Length)]))];
    }

    public ImmutableArray<CandidateScores> ScoreRepeatably(IReadOnlyList<IPreparedPrompt> prompts)
    {
        Encoded[] patients = [.. prompts.Cast<Encoded>()];
        var logits = Logits([.. patients.Select(patient => patient.Input)]);
        return [.. patients.Select((patient, i) => sheet.Write(logits[i]) with { UnknownCodes = patient.Input.UnknownShare })];
    }

    public void Dispose() => model.Dispose();

    // Cost grows with padding: patients of like size share a call.
    private double[][] Logits(StudentInput[] inputs)
    {
        var logits = new double[inputs.Length][];
        foreach (var group in inputs.Select((input, i) => (Input: input, Index: i)).GroupBy(item => (RoundUp(item.Input.Visits), RoundUp(item.Input.LongestSet))))
            Run([.. group], logits);
        return logits;
    }

    private void Run((StudentInput Input, int Index)[] patients, double[][] logits)
    {
        var batch = new StudentBatch([.. patients.Select(patient => patient.Input)]);
        long[] codes = [batch.Patients, batch.Visits, batch.Codes];
        using var diagnoses = Tensor(batch.Diagnoses, codes);
        using var procedures = Tensor(batch.Procedures, codes);
        using var medications = Tensor(batch.Medications, codes);
        using var profile = Tensor(batch.Profile, [batch.Patients, batch.Profile.Length / batch.Patients]);
        using var candidates = Tensor(batch.Candidates, [batch.Patients, batch.Drugs, CandidateColumns.Count]);
        using var answer = model.Run(s_inputs, [diagnoses.Value, procedures.Value, medications.Value, profile.Value, candidates.Value], s_outputs, keepOnDevice: 1)[0];
        var labels = answer.Span<float>();
        var count = labels.Length / patients.Length;
        for (var row = 0; row < patients.Length; row++)
        {
            var own = logits[patients[row].Index] = new double[count];
            for (var drug = 0; drug < count; drug++) own[drug] = labels[row * count + drug];
        }
    }

    private NativeTensor Tensor(long[] values, long[] shape)
    {
        var tensor = NativeTensor.Integers(model.Ledger, shape);
        values.CopyTo(tensor.Span<long>());
        return tensor;
    }

    // Powers of two: padding at most doubles a dimension, and few classes fill their calls.
    private static uint RoundUp(int size) => BitOperations.RoundUpToPowerOf2((uint)size);

    private sealed record Encoded(Prompt Prompt, StudentInput Input) : IPreparedPrompt
    {
        public long Cost => 3L * Input.Visits * Input.LongestSet;
    }
}
