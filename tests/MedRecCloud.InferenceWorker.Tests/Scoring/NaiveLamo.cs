using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tokenizers;

namespace MedRecCloud.InferenceWorker.Tests;

/// <summary>LAMO as its paper runs it: one whole prompt per drug. Written apart from the engine, to compare with.</summary>
internal sealed class NaiveLamo(SomeModel some, ModelPackage package) : IDisposable
{
    private readonly DecoderModel _model = new(some.Sessions.Open(package.PathOf(ModelPackage.GraphFile)), DecoderGraph.YesNo);
    private readonly PromptTokenizer _tokenizer = TokenizerFile.Load(package.Folder);
    private readonly SomeTemplate _template = new();

    public double[] Logits(Prompt prompt) => [.. package.Formulary.Drugs.Select(drug =>
    {
        var history = prompt.Histories.GetValueOrDefault(drug.Name) ?? CandidateHistory.Never;
        var entry = package.Manifest.Adapters.FirstOrDefault(adapter => adapter.Group == drug.Group);
        using var adapter = entry is null ? null : LoraLoader.Load(package, entry, _model);
        var suffix = _template.Suffix(drug.Name, history, CandidateUsage.Unknown).ToString();
        return adapter is { Semantics: AdapterSemantics.CandidateOnly }
            ? InTwoSteps(_tokenizer.EncodePrefix(prompt.Prefix), _tokenizer.EncodePiece(suffix), adapter)
            : AtOnce(_tokenizer.EncodePrefix(prompt.Prefix + suffix), adapter);
    })];

    public void Dispose() => _model.Dispose();

    private double AtOnce(int[] ids, LoraAdapter? adapter)
    {
        using var block = PrefixReader.Block(_model.Ledger, [ids], 0, ids.Length, answers: 1);
        block.Rows.Span<long>()[0] = ids.Length - 1;
        return Answer(block, _model.EmptyPast(1), adapter);
    }

    private double InTwoSteps(int[] prefix, int[] suffix, LoraAdapter adapter)
    {
        using var first = PrefixReader.Block(_model.Ledger, [prefix], 0, prefix.Length);
        var none = _model.EmptyPast(1);
        var past = _model.Extend(first, none, null);
        foreach (var tensor in none) tensor.Dispose();
        using var second = PrefixReader.Block(_model.Ledger, [[.. prefix, .. suffix]], prefix.Length, suffix.Length, answers: 1);
        second.Rows.Span<long>()[0] = suffix.Length - 1;
        return Answer(second, past, adapter);
    }

    private double Answer(TokenBlock block, NativeTensor[] past, LoraAdapter? adapter)
    {
        using var answer = _model.Answer(block, past, adapter);
        foreach (var tensor in past) tensor.Dispose();
        return (double)answer.Span<float>()[0] - answer.Span<float>()[1];
    }
}
