using MedRecCloud.InferenceWorker;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Training.Onnx;

namespace MedRecCloud.Benchmarks;

/// <summary>What the machine gives at most: ONNX Runtime's MatMul alone, over one layer's projections at the lengths of a prefix block and of a pack.</summary>
internal sealed class MatMulCeiling : IScoringWay
{
    private const int Repeats = 6;

    private static readonly int[] s_tokens = [PrefixReader.CpuBlock, 121];

    private readonly OnnxModel _model;
    private readonly string[] _inputs, _outputs;
    private readonly int[] _widths;
    private readonly double _perToken;

    public MatMulCeiling(ScoringLoad load)
    {
        var folder = Directory.CreateTempSubdirectory("medrec-matmul-").FullName;
        var random = new Random(2);
        var names = new List<(string Input, string Output, int Width)>();
        using (var data = new ExternalData(Path.Combine(folder, "matmul.data")))
        {
            var graph = new OnnxGraph("ceiling", data, OnnxType.Float);
            foreach (var (name, width, height) in load.Config.Projections)
            {
                var input = graph.Input($"{name}.in", OnnxType.Float, "M", width);
                var weight = graph.Weight($"{name}.weight", Enumerable.Range(0, width * height).Select(_ => random.NextSingle() - 0.5f).ToArray(), width, height);
                names.Add((input, graph.Node("MatMul", $"{name}.out", [input, weight]), width));
                graph.Output($"{name}.out", OnnxType.Float, "M", height);
                _perToken += 2.0 * width * height;
            }

            File.WriteAllBytes(Path.Combine(folder, "matmul.onnx"), graph.ToModel());
        }

        _model = load.Own(load.Sessions.Open(Path.Combine(folder, "matmul.onnx")));
        (_inputs, _outputs, _widths) = ([.. names.Select(name => name.Input)], [.. names.Select(name => name.Output)], [.. names.Select(name => name.Width)]);
        Directory.Delete(folder, recursive: true);
    }

    public string Name => "MatMul alone";

    public double Scale => 1;

    /// <summary>Multiplications and additions of one <see cref="Run"/>.</summary>
    public double FloatingPointOperations => Repeats * s_tokens.Sum(tokens => tokens * _perToken);

    public void Run()
    {
        foreach (var tokens in s_tokens)
        {
            NativeTensor[] inputs = [.. _widths.Select(width => NativeTensor.Floats(_model.Ledger, tokens, width))];
            foreach (var input in inputs) input.Span<float>().Fill(0.5f);
            for (var repeat = 0; repeat < Repeats; repeat++)
            {
                foreach (var output in _model.Run(_inputs, [.. inputs.Select(input => input.Value)], _outputs, _outputs.Length)) output.Dispose();
            }

            foreach (var input in inputs) input.Dispose();
        }
    }
}
