using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Students;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Model.Candidates;

namespace MedRecCloud.Training.Onnx;

/// <summary>Writes the candidates' network, step for step what <see cref="TorchCandidates"/> computes: as the end of a student's graph, or as a graph of its own behind a teacher.</summary>
internal sealed class CandidateExport(CandidateConfig config, ITensorSource weights)
{
    /// <summary>Writes the network as a graph of its own into <paramref name="folder"/>.</summary>
    public void Write(string folder)
    {
        using var data = new ExternalData(Path.Combine(folder, CandidateGraph.WeightsFile));
        var graph = new OnnxGraph("candidates", data);
        var logits = graph.Input(CandidateGraph.Labels, OnnxType.Float, "B", config.Labels);
        Build(graph, logits, logits, CandidateGraph.Logits);
        graph.Output(CandidateGraph.Logits, OnnxType.Float, "B", config.Labels);
        File.WriteAllBytes(Path.Combine(folder, CandidateGraph.File), graph.ToModel());
    }

    /// <param name="logits">[B, labels].</param>
    /// <param name="patient">[B, context].</param>
    /// <param name="output">Name of the sum.</param>
    public void Build(OnnxGraph graph, string logits, string patient, string output)
    {
        var columns = graph.Input(CandidateGraph.Candidates, OnnxType.Int64, "B", config.Labels, CandidateColumns.Count);
        var rows = graph.Node("ReduceSum", "candidate.rows", [graph.Node("Gather", "candidate.gathered", [Tensor(CandidateTensors.Columns), columns]), graph.Constant(2)], new OnnxAttribute("keepdims", 0L));
        var drugs = graph.Node("Add", "candidate.known", [rows, Tensor(CandidateTensors.Drugs)]);
        var context = graph.Node("Unsqueeze", "candidate.patient", [Linear(CandidateTensors.Context, patient, config.Context, config.Width), graph.Constant(1)]);
        var based = graph.Node("Mul", "candidate.based", [graph.Node("Unsqueeze", "candidate.logit", [logits, graph.Constant(-1)]), Tensor(CandidateTensors.Base)]);
        var joined = graph.Node("Relu", "candidate.open", [graph.Node("Add", "candidate.joined", [graph.Node("Add", "candidate.placed", [drugs, context]), based])]);
        var met = graph.Node("Relu", "candidate.met", [Linear(CandidateTensors.Meet, joined, config.Width, config.Width)]);
        var added = graph.Node("Squeeze", "candidate.added", [Linear(CandidateTensors.Answer, met, config.Width, 1), graph.Constant(-1)]);
        graph.Node("Add", output, [logits, added]);

        string Tensor(string name) => graph.Once(name, () => (weights.Read(name), [.. weights.Shape(name)]));

        string Linear(string name, string input, int inputs, int outputs)
        {
            var weight = graph.Once($"{name}.weight", () => (Matrix.Transpose(weights.Read($"{name}.weight"), outputs, inputs), [inputs, outputs]));
            return graph.Node("Add", $"{name}.sum", [graph.Node("MatMul", $"{name}.product", [input, weight]), Tensor($"{name}.bias")]);
        }
    }
}
