using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Onnx;

namespace MedRecCloud.Training.Tests.Model;

/// <summary>Models and examples small enough to train in a test.</summary>
internal static class Tiny
{
    public static DecoderConfig Config { get; } = DecoderPreset.Named("tiny");

    public static AnswerModel Model(int seed = 1, bool trainable = true, DecoderConfig? config = null)
    {
        var shape = config ?? Config;
        var weights = new RandomWeights(shape, seed, DecoderHead.YesNo);
        return new AnswerModel(new TorchDecoder(shape, weights, trainable), DecoderHead.YesNo, weights.Read(DecoderHead.YesNoTensor));
    }

    /// <summary>Patients whose first token is the drug they need: learnable from one look at the prefix.</summary>
    public static PackedExample[] Examples(int count, int drugs = 4)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var need = random.Next(drugs);
            return new PackedExample([100, 10 + need, 50 + random.Next(10), 60 + random.Next(10)],
                [.. Enumerable.Range(0, drugs).Select(drug => new CandidateExample([20 + drug, 200 + drug % 2, 300], drug == need))]);
        })];
    }
}
