using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Model.Students;

namespace MedRecCloud.Training.Onnx;

/// <summary>Writes a LEADER student as an ONNX graph (see <see cref="StudentGraph"/>), step for step what <see cref="TorchStudent"/> computes.</summary>
internal sealed class StudentExport(StudentConfig config, ITensorSource weights)
{
    private OnnxGraph _graph = null!;

    /// <summary>Writes the graph and its weights into <paramref name="folder"/>.</summary>
    public void Write(string folder)
    {
        using var data = new ExternalData(Path.Combine(folder, ModelPackage.WeightsFile));
        _graph = new OnnxGraph("student", data);
        Build();
        File.WriteAllBytes(Path.Combine(folder, ModelPackage.GraphFile), _graph.ToModel());
    }

    private void Build()
    {
        var diagnoses = Sets(StudentTensors.Diagnosis, _graph.Input(StudentGraph.Diagnoses, OnnxType.Int64, "B", "V", "C"));
        var procedures = Sets(StudentTensors.Procedure, _graph.Input(StudentGraph.Procedures, OnnxType.Int64, "B", "V", "C"));
        var medications = Sets(StudentTensors.Medication, _graph.Input(StudentGraph.Medications, OnnxType.Int64, "B", "V", "C"));
        var profile = _graph.Node("Unsqueeze", "profile.visit", [Profile(), _graph.Constant(1)]);

        var visits = _graph.Node("Shape", "visits", [StudentGraph.Diagnoses], new OnnxAttribute("start", 1L), new OnnxAttribute("end", 2L));
        var recency = _graph.Node("Slice", "recency.last", [Tensor(StudentTensors.Recency), _graph.Node("Neg", "minus_visits", [visits]), _graph.Constant(long.MaxValue), _graph.Constant(0)]);
        // [B, 1] of ones: the present visit always counts.
        var present = _graph.Node("Expand", "present", [_graph.Weight("one", [1f], 1, 1), _graph.Node("Concat", "present.shape", [Batch(), _graph.Constant(1)], new OnnxAttribute("axis", 0L))]);

        var streams = new List<string>();
        streams.AddRange(Stream("diagnoses", diagnoses.Visits, diagnoses.Seen));
        streams.AddRange(Stream("procedures", procedures.Visits, procedures.Seen));
        var earlier = _graph.Node("Concat", "medications.stream", [Earlier("medications.visits", medications.Visits), profile], new OnnxAttribute("axis", 1L));
        streams.AddRange(Stream("medications", earlier, medications.Seen));

        var middle = Linear(StudentTensors.Middle, _graph.Node("Concat", "joined", [.. streams], new OnnxAttribute("axis", -1L)), 6 * config.HiddenSize, config.Middle);
        var open = _graph.Node("Relu", "middle.open", [middle]);
        var logits = Linear(StudentTensors.Labels, open, config.Middle, config.Labels);
        new CandidateExport(config.Candidates, weights).Build(_graph, logits, open, StudentGraph.LabelLogits);
        _graph.Output(StudentGraph.LabelLogits, OnnxType.Float, "B", config.Labels);

        string[] Stream(string name, string members, string seen)
        {
            var mask = _graph.Node("Concat", $"{name}.mask", [Earlier($"{name}.seen", seen), present], new OnnxAttribute("axis", 1L));
            var states = Block(StudentTensors.Visit, $"{name}.stream", _graph.Node("Add", $"{name}.dated", [members, recency]), mask, leading: 2);
            return [Mean($"{name}.mean", states, mask, axis: 1), _graph.Node("Gather", $"{name}.present", [states, Minus1()], new OnnxAttribute("axis", 1L))];
        }
    }

    private (string Visits, string Seen) Sets(string kind, string ids)
    {
        var embedded = _graph.Node("Gather", $"{kind}.embedded", [Tensor(StudentTensors.Embedding(kind)), ids]);
        var isCode = _graph.Node("Cast", $"{kind}.mask", [_graph.Node("Not", $"{kind}.filled", [_graph.Node("Equal", $"{kind}.padding", [ids, _graph.Constant(0)])])], new OnnxAttribute("to", (long)OnnxType.Float));
        var codes = Block(kind, kind, embedded, isCode, leading: 3);
        return (Mean($"{kind}.pooled", codes, isCode, axis: 2), _graph.Node("ReduceMax", $"{kind}.seen", [isCode, _graph.Constant(-1)], new OnnxAttribute("keepdims", 0L)));
    }

    private string Profile()
    {
        var categories = _graph.Input(StudentGraph.Profile, OnnxType.Int64, "B", config.Profile.Count);
        var fields = Enumerable.Range(0, config.Profile.Count).Select(field =>
        {
            var column = _graph.Node("Gather", $"profile.{field}.column", [categories, Index(field)], new OnnxAttribute("axis", 1L));
            return _graph.Node("Gather", $"profile.{field}.embedded", [Tensor(StudentTensors.Profile(field)), column]);
        }).ToArray();
        return Linear(StudentTensors.ProfileProject, _graph.Node("Concat", "profile.joined", fields, new OnnxAttribute("axis", -1L)), config.Profile.Count * config.HiddenSize, config.HiddenSize);
    }

    /// <param name="block">Whose weights.</param>
    /// <param name="name">Prefix of the nodes.</param>
    /// <param name="members">[…, members, hidden] with <paramref name="leading"/> dimensions before hidden.</param>
    /// <param name="mask">[…, members].</param>
    /// <param name="leading">2 for visits, 3 for codes of visits.</param>
    private string Block(string block, string name, string members, string mask, int leading)
    {
        var normed = Norm($"{block}.norm1", $"{name}.norm1.out", members);
        long[] keep = [.. Enumerable.Repeat(0L, leading)];
        var split = _graph.Constant([.. keep, config.Heads, config.HeadSize]);
        var (query, value) = (Heads("query", false), Heads("value", false));
        var key = Heads("key", true);
        var scaled = _graph.Node("Mul", $"{name}.scaled", [_graph.Node("MatMul", $"{name}.scores", [query, key]), _graph.Scalar((float)(1 / Math.Sqrt(config.HeadSize)))]);
        var hide = _graph.Node("Mul", $"{name}.hide", [_graph.Node("Sub", $"{name}.hidden", [mask, _graph.Scalar(1)]), _graph.Scalar(1e4f)]);
        var masked = _graph.Node("Add", $"{name}.masked", [scaled, _graph.Node("Unsqueeze", $"{name}.hide.wide", [hide, _graph.Constant(leading - 1, leading)])]);
        var attended = _graph.Node("MatMul", $"{name}.attended", [_graph.Node("Softmax", $"{name}.weights", [masked], new OnnxAttribute("axis", -1L)), value]);
        var joined = _graph.Node("Reshape", $"{name}.joined", [Swap($"{name}.back", attended), _graph.Constant([.. keep, config.HiddenSize])]);
        var after = _graph.Node("Add", $"{name}.after", [members, Linear($"{block}.out", joined, config.HiddenSize, config.HiddenSize, $"{name}.out")]);
        var up = _graph.Node("Gelu", $"{name}.gelu", [Linear($"{block}.up", Norm($"{block}.norm2", $"{name}.norm2.out", after), config.HiddenSize, config.FeedForward, $"{name}.up")]);
        return _graph.Node("Add", $"{name}.states", [after, Linear($"{block}.down", up, config.FeedForward, config.HiddenSize, $"{name}.down")]);

        string Heads(string part, bool transposed)
        {
            var projected = _graph.Node("MatMul", $"{name}.{part}", [normed, Weight($"{block}.{part}.weight", config.HiddenSize, config.HiddenSize)]);
            return Swap($"{name}.{part}.heads", _graph.Node("Reshape", $"{name}.{part}.split", [projected, split]), transposed);
        }

        // […, members, heads, size] to […, heads, members, size], or […, heads, size, members].
        string Swap(string output, string input, bool transposed = false) => _graph.Node("Transpose", output, [input], new OnnxAttribute("perm",
            [.. Enumerable.Range(0, leading - 1).Select(i => (long)i), leading, .. transposed ? (long[])[leading + 1, leading - 1] : [leading - 1, leading + 1]]));
    }

    private string Mean(string name, string members, string mask, int axis)
    {
        var sum = _graph.Node("ReduceSum", $"{name}.sum", [_graph.Node("Mul", $"{name}.kept", [members, _graph.Node("Unsqueeze", $"{name}.wide", [mask, _graph.Constant(-1)])]), _graph.Constant(axis)], new OnnxAttribute("keepdims", 0L));
        var count = _graph.Node("Max", $"{name}.count", [_graph.Node("ReduceSum", $"{name}.number", [mask, _graph.Constant(-1)]), _graph.Scalar(1)]);
        return _graph.Node("Div", name, [sum, count]);
    }

    private string Norm(string name, string output, string input) =>
        _graph.Node("LayerNormalization", output, [input, Tensor($"{name}.weight"), Tensor($"{name}.bias")], new OnnxAttribute("axis", -1L), new OnnxAttribute("epsilon", 1e-5f));

    private string Linear(string name, string input, int inputs, int outputs, string? output = null) =>
        _graph.Node("Add", $"{output ?? name}.sum", [_graph.Node("MatMul", $"{output ?? name}.product", [input, Weight($"{name}.weight", outputs, inputs)]), Tensor($"{name}.bias")]);

    private string Earlier(string name, string visits) =>
        _graph.Node("Slice", $"{name}.earlier", [visits, _graph.Constant(0), _graph.Constant(-1), _graph.Constant(1)]);

    private string Batch() => _graph.Node("Shape", "batch", [StudentGraph.Diagnoses], new OnnxAttribute("start", 0L), new OnnxAttribute("end", 1L));

    private string Minus1() => Index(-1);

    private string Index(long value) => _graph.Index(value);

    private string Tensor(string name) => _graph.Once(name, () => (weights.Read(name), [.. weights.Shape(name)]));

    private string Weight(string name, int outputs, int inputs) => _graph.Once(name, () => (Matrix.Transpose(weights.Read(name), outputs, inputs), [inputs, outputs]));
}
