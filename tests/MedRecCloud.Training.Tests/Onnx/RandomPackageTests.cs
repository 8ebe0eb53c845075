using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Models.Tokenizers;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace MedRecCloud.Training.Tests.Onnx;

public sealed class RandomPackageTests
{
    private static readonly string[] Drugs = ["amoxicillin", "aspirin", "metformin", "simvastatin"];

    [Fact]
    public void A_pack_of_candidates_scores_each_as_its_own_prompt_does()
    {
        using var folder = new TemporaryFolder();
        var package = RandomPackage.Write(folder.Path, "tiny", ModelKind.Lamo, Drugs);
        using var decoder = new OnnxDecoder(package.PathOf(ModelPackage.GraphFile));
        var tokenizer = TokenizerFile.Load(folder.Path);
        var prefix = tokenizer.EncodePrefix("Age: 54, Gender: female.\n");
        var suffixes = Drugs.Select(drug => tokenizer.EncodePiece(drug + "?\n")).ToList();

        var alone = suffixes.Select(suffix => Score(decoder, [.. prefix, .. suffix])).ToList();
        var packed = PackedSequences.Of(prefix, suffixes);
        var together = decoder.Run(packed.Ids, packed.Positions, packed.Mask, packed.Rows);

        Assert.Equal(2 * Drugs.Length, together.Length);
        for (var i = 0; i < together.Length; i++)
            Assert.Equal(alone[i / 2][i % 2], together[i], 1e-5);
        Assert.NotEqual(alone[0][0], alone[1][0]);
    }

    [Fact]
    public void An_adapter_changes_the_scores_and_none_leaves_the_base_exactly_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var package = RandomPackage.Write(folder["adapted"], "tiny", ModelKind.Lamo, Drugs, groups: 2);
        RandomPackage.Write(folder["plain"], "tiny", ModelKind.Lamo, Drugs);
        using var adapted = new OnnxDecoder(package.PathOf(ModelPackage.GraphFile));
        using var plain = new OnnxDecoder(Path.Combine(folder["plain"], ModelPackage.GraphFile));
        int[] prompt = [1, 2, 3, 4, 5];

        Assert.Equal(Score(plain, prompt), Score(adapted, prompt));
        using var file = new SafetensorsFile(package.PathOf(package.Manifest.Adapters[0].File));
        var adapter = file.Names.ToDictionary(name => name, name => OrtValue.CreateTensorValueFromMemory(file.Read(name), [.. file.Shape(name)]));
        Assert.NotEqual(Score(plain, prompt), Score(adapted, prompt, adapter));
        foreach (var value in adapter.Values)
            value.Dispose();
    }

    [Fact]
    public void Half_precision_scores_as_single_precision_does_within_its_rounding()
    {
        using var folder = new TemporaryFolder();
        RandomPackage.Write(folder["half"], "tiny", ModelKind.Lamo, Drugs, OnnxType.Float16);
        RandomPackage.Write(folder["single"], "tiny", ModelKind.Lamo, Drugs);
        using var half = new OnnxDecoder(Path.Combine(folder["half"], ModelPackage.GraphFile));
        using var single = new OnnxDecoder(Path.Combine(folder["single"], ModelPackage.GraphFile));
        int[] prompt = [5, 4, 3, 2, 1, 0];
        var (first, second) = (Score(half, prompt), Score(single, prompt));
        for (var i = 0; i < 2; i++)
            Assert.Equal(second[i], first[i], 2e-3);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_teacher_answers_with_one_logit_per_drug()
    {
        using var folder = new TemporaryFolder();
        var package = RandomPackage.Write(folder.Path, "tiny", ModelKind.LeaderTeacher, Drugs);
        using var decoder = new OnnxDecoder(package.PathOf(ModelPackage.GraphFile));
        Assert.Equal(Drugs.Length, Score(decoder, [1, 2, 3]).Length);
    }

    private static float[] Score(OnnxDecoder decoder, int[] prompt, IReadOnlyDictionary<string, OrtValue>? adapter = null)
    {
        var sequence = PackedSequences.Of(prompt, []);
        return decoder.Run(sequence.Ids, sequence.Positions, sequence.Mask, [prompt.Length - 1], adapter);
    }
}
