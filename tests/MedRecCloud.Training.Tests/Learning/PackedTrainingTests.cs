using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Tests.Model;
using TorchSharp;
using TorchSharp.Modules;

namespace MedRecCloud.Training.Tests.Learning;

public sealed class PackedTrainingTests
{
    [TorchFact]
    public void Packed_candidates_give_the_loss_and_the_gradients_of_separate_prompts()
    {
        foreach (var semantics in (string[])[LoraOptions.Full, LoraOptions.CandidateOnly])
        {
            using var model = Tiny.Model();
            model.Adapter = new LoraAdapter(Tiny.Config, new LoraOptions { Semantics = semantics }, seed: 2);
            var example = new PackedExample([1, 2, 3, 4, 5, 6],
                [new CandidateExample([7, 8, 9], true), new CandidateExample([10, 11], false, 2.5f), new CandidateExample([12, 13, 14, 15], false)]);
            var all = model.Parameters.Concat(model.Adapter.Parameters).ToDictionary();

            var (separate, expected) = Gradients(all, () => AnswerLoss.Separate(model, example));
            var (packed, actual) = Gradients(all, () => AnswerLoss.Packed(model, example));

            Assert.Equal(separate, packed, 1e-6);
            foreach (var name in expected.Keys)
                for (var i = 0; i < expected[name].Length; i++)
                    Assert.Equal(expected[name][i], actual[name][i], 1e-6);
            Assert.Contains(expected.Values, gradient => gradient.Any(value => Math.Abs(value) > 1e-3));
        }
    }

    private static (float Loss, Dictionary<string, float[]> Gradients) Gradients(Dictionary<string, Parameter> parameters, Func<torch.Tensor> loss)
    {
        using var scope = torch.NewDisposeScope();
        var value = loss();
        value.backward();
        var gradients = parameters.Where(item => item.Value.grad is not null).ToDictionary(item => item.Key, item => TorchTensors.ToArray(item.Value.grad!));
        foreach (var parameter in parameters.Values)
            parameter.grad?.zero_();
        return (value.item<float>(), gradients);
    }
}
