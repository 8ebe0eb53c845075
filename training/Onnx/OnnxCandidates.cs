using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Students;
using Microsoft.ML.OnnxRuntime;

namespace MedRecCloud.Training.Onnx;

/// <summary>Runs a teacher's exported candidates' network in ONNX Runtime.</summary>
internal sealed class OnnxCandidates(string graph) : IDisposable
{
    private readonly InferenceSession _session = new(graph);

    /// <param name="logits">The label head's, patient by patient.</param>
    /// <param name="columns">See <see cref="CandidateColumns"/>.</param>
    public float[] Run(float[] logits, byte[] columns)
    {
        var drugs = _session.InputMetadata[CandidateGraph.Labels].Dimensions[1];
        using var labels = OrtValue.CreateTensorValueFromMemory(logits, [logits.Length / drugs, drugs]);
        using var candidates = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(columns, category => (long)category), [logits.Length / drugs, drugs, CandidateColumns.Count]);
        using var options = new RunOptions();
        using var answers = _session.Run(options, [CandidateGraph.Labels, CandidateGraph.Candidates], [labels, candidates], [CandidateGraph.Logits]);
        return answers[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose() => _session.Dispose();
}
