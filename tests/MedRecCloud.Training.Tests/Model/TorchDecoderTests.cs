using MedRecCloud.Training.Model;
using MedRecCloud.Training.Onnx;
using MedRecCloud.Models.Packages;
using TorchSharp;

namespace MedRecCloud.Training.Tests.Model;

public sealed class TorchDecoderTests
{
    [TorchFact]
    public void Torch_and_onnx_runtime_compute_the_same_logits()
    {
        foreach (var config in (DecoderConfig[])[Tiny.Config, Tiny.Config with { TiedHead = false, Heads = 4, KeyValueHeads = 2, RopeScaling = new RopeScaling(8, 1, 4, 64) }])
        {
            using var folder = new TemporaryFolder();
            using var model = Tiny.Model(config: config);
            new DecoderExport(config, new ParameterSource(model.Parameters), DecoderHead.YesNo, []).Write(folder.Path, OnnxType.Float);
            using var exported = new OnnxDecoder(folder[ModelPackage.GraphFile]);
            var packed = PackedSequences.Of([.. Enumerable.Range(0, 90)], [[1, 2, 3], [4, 5], [6]]);

            using var scope = torch.NewDisposeScope();
            var torchLogits = TorchTensors.ToArray(model.Logits(TokenBatch.Of(packed, 90), torch.tensor(packed.Rows)));
            var onnxLogits = exported.Run(packed.Ids, packed.Positions, packed.Mask, packed.Rows);
            for (var i = 0; i < 6; i++)
                Assert.Equal(torchLogits[i], onnxLogits[i], 1e-5);
        }
    }

    [TorchFact]
    public void A_later_token_never_changes_an_earlier_one()
    {
        using var model = Tiny.Model();
        using var scope = torch.NewDisposeScope();
        var first = TorchTensors.ToArray(model.Decoder.Hidden(TokenBatch.Causal([1, 2, 3, 4], 1)));
        var second = TorchTensors.ToArray(model.Decoder.Hidden(TokenBatch.Causal([1, 2, 3, 9], 1)));
        Assert.Equal(first[..(3 * Tiny.Config.HiddenSize)], second[..(3 * Tiny.Config.HiddenSize)]);
        Assert.NotEqual(first, second);
    }

    [TorchFact]
    public void A_candidate_only_adapter_leaves_the_prefix_as_the_base_computes_it()
    {
        using var model = Tiny.Model();
        using var scope = torch.NewDisposeScope();
        var packed = PackedSequences.Of([1, 2, 3], [[4, 5]]);
        var batch = TokenBatch.Of(packed, 3);
        var plain = TorchTensors.ToArray(model.Decoder.Hidden(batch));
        using var adapter = Trained(LoraOptions.CandidateOnly);
        var adapted = TorchTensors.ToArray(model.Decoder.Hidden(batch, adapter));
        var prefix = 3 * Tiny.Config.HiddenSize;
        Assert.Equal(plain[..prefix], adapted[..prefix]);
        Assert.NotEqual(plain[prefix..], adapted[prefix..]);
        using var full = Trained(LoraOptions.Full);
        Assert.NotEqual(plain[..prefix], TorchTensors.ToArray(model.Decoder.Hidden(batch, full))[..prefix]);
    }

    [TorchFact]
    public void A_fresh_adapter_changes_nothing()
    {
        using var model = Tiny.Model();
        using var adapter = new LoraAdapter(Tiny.Config, new LoraOptions(), seed: 3);
        using var scope = torch.NewDisposeScope();
        var batch = TokenBatch.Causal([1, 2, 3], 1);
        Assert.Equal(TorchTensors.ToArray(model.Decoder.Hidden(batch)), TorchTensors.ToArray(model.Decoder.Hidden(batch, adapter)));
    }

    private static LoraAdapter Trained(string semantics)
    {
        var adapter = new LoraAdapter(Tiny.Config, new LoraOptions { Semantics = semantics }, seed: 3);
        using var unrecorded = torch.no_grad();
        foreach (var parameter in adapter.Parameters.Values)
            parameter.add_(0.1);
        return adapter;
    }
}
