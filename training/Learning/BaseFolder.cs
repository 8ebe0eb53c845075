using MedRecCloud.Models.Tensors;
using MedRecCloud.Models.Tokenizers;
using MedRecCloud.Training.Model;

namespace MedRecCloud.Training.Learning;

/// <summary>A base model on disk: a Hugging Face checkpoint, ours or another's.</summary>
internal sealed class BaseFolder : IDisposable
{
    /// <exception cref="CheckpointFormatException">Not a checkpoint of a known architecture.</exception>
    /// <exception cref="TensorFormatException">Damaged weights.</exception>
    /// <exception cref="TokenizerFormatException">No tokenizer of a known kind, or one that does not fit the embedding table.</exception>
    public BaseFolder(string folder)
    {
        Folder = folder;
        Config = HuggingFaceConfig.Read(folder);
        Tokenizer = TokenizerFile.Load(folder);
        if (Tokenizer.VocabularySize > Config.VocabularySize)
            throw new TokenizerFormatException($"The tokenizer has {Tokenizer.VocabularySize} tokens, the embedding table {Config.VocabularySize} rows: they are not of one model.");
        Weights = new SafetensorsFolder(folder);
    }

    public string Folder { get; }

    public DecoderConfig Config { get; }

    public PromptTokenizer Tokenizer { get; }

    public SafetensorsFolder Weights { get; }

    /// <summary>The base's own directions of Yes and No: where an answer head starts.</summary>
    public float[] YesNoHead()
    {
        var table = Weights.Read(Config.TiedHead ? DecoderTensors.Embedding : DecoderTensors.LanguageHead);
        return [.. Row(" Yes"), .. Row(" No")];

        // The first token of the answer, as it follows the prompt's "Answer:".
        ReadOnlySpan<float> Row(string word) => table.AsSpan(Tokenizer.EncodePiece(word)[0] * Config.HiddenSize, Config.HiddenSize);
    }

    /// <summary>Copies what a model trained from this base needs besides its weights.</summary>
    public void CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        HuggingFaceConfig.Write(folder, Config);
        var tokenizer = TokenizerFile.NameIn(Folder);
        File.Copy(Path.Combine(Folder, tokenizer), Path.Combine(folder, tokenizer), overwrite: true);
    }

    public void Dispose() => Weights.Dispose();
}
