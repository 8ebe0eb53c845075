using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Students;
using Microsoft.ML.OnnxRuntime;

namespace MedRecCloud.Training.Onnx;

/// <summary>Runs an exported student in ONNX Runtime.</summary>
internal sealed class OnnxStudent : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();

    public OnnxStudent(string graph)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(graph, options);
    }

    /// <summary>Logits, patient by patient.</summary>
    public float[] Run(StudentBatch batch)
    {
        long[] shape = [batch.Patients, batch.Visits, batch.Codes];
        using var diagnoses = OrtValue.CreateTensorValueFromMemory(batch.Diagnoses, shape);
        using var procedures = OrtValue.CreateTensorValueFromMemory(batch.Procedures, shape);
        using var medications = OrtValue.CreateTensorValueFromMemory(batch.Medications, shape);
        using var profile = OrtValue.CreateTensorValueFromMemory(batch.Profile, [batch.Patients, batch.Profile.Length / batch.Patients]);
        using var candidates = OrtValue.CreateTensorValueFromMemory(batch.Candidates, [batch.Patients, batch.Drugs, CandidateColumns.Count]);
        using var results = _session.Run(_options,
            [StudentGraph.Diagnoses, StudentGraph.Procedures, StudentGraph.Medications, StudentGraph.Profile, StudentGraph.Candidates], [diagnoses, procedures, medications, profile, candidates], [StudentGraph.LabelLogits]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }
}
