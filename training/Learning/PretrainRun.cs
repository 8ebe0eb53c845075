using MedRecCloud.Models.Tensors;
using MedRecCloud.Models.Tokenizers;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Onnx;
using MedRecCloud.Training.Tokenization;

namespace MedRecCloud.Training.Learning;

/// <summary>Makes a small base model from nothing: its own tokenizer, then next-token learning on the training encounters' texts.</summary>
internal sealed class PretrainRun(DecoderConfig preset, TrainingOptions options, int window, int sequences, IProgress<TrainingProgress> progress)
{
    /// <param name="corpus">Texts of training encounters.</param>
    /// <param name="folder">Becomes a Hugging Face checkpoint: config.json, model.safetensors, tokenizer.json.</param>
    /// <param name="run">What identifies the run to its checkpoint.</param>
    public void Run(Corpus corpus, string folder, string run, CancellationToken cancellationToken)
    {
        var trainer = new BpeTrainer();
        for (var index = 0; index < corpus.Count; index++)
            trainer.Add(corpus.Text(index));
        foreach (var name in corpus.Names())
            for (var times = 0; times < 3; times++)
                trainer.Add(name);
        trainer.Train(preset.VocabularySize).Write(Path.Combine(folder, TokenizerFile.Json));
        var tokenizer = TokenizerFile.Load(folder);
        var config = preset with { VocabularySize = tokenizer.VocabularySize, BeginId = tokenizer.BeginId, EndId = tokenizer.EndId };
        using var model = new TorchDecoder(config, new RandomWeights(config, options.Seed), trainable: true);
        var windows = corpus.Windows(tokenizer, window + 1);
        if (windows.Length > 0 && options.Steps > 0)
            new TrainingLoop(options, model.Parameters, new Checkpoint(Path.Combine(folder, "checkpoints", "pretrain.safetensors"), run), progress)
                .Run(windows.Length, (index, _) => LanguageLoss.Of(model, [.. Enumerable.Range(0, sequences).SelectMany(i => windows[(index + i * 7919) % windows.Length])], sequences), null, cancellationToken);
        HuggingFaceConfig.Write(folder, config);
        SafetensorsWriter.Write(Path.Combine(folder, TrainedFolder.Weights), new ParameterSource(model.Parameters));
    }
}
