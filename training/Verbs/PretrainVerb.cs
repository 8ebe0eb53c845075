using System.CommandLine;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Native;
using MedRecCloud.Training.Progress;

namespace MedRecCloud.Training.Verbs;

/// <summary><c>pretrain</c>: a small base model from nothing, for sites that cannot download one.</summary>
internal static class PretrainVerb
{
    public static Command Command
    {
        get
        {
            var output = new OutputFolder("Folder for the base: config.json, model.safetensors, tokenizer.json.");
            var preset = new Option<string>("--preset") { Description = $"Shape: {string.Join(", ", DecoderPreset.All.Keys)}.", DefaultValueFactory = _ => DecoderPreset.Small };
            preset.AcceptOnlyFromAmong([.. DecoderPreset.All.Keys]);
            var window = new Option<int>("--window") { Description = "Tokens per sequence.", DefaultValueFactory = _ => 192 }.AtLeast(2);
            var sequences = new Option<int>("--sequences") { Description = "Sequences per update.", DefaultValueFactory = _ => 6 }.AtLeast(1);
            var data = new TrainingSetOptions();
            var learning = new LearningOptions(new TrainingOptions { Steps = 400, LearningRate = 3e-3, WarmupSteps = 30, ValidateEvery = 100 });
            var command = new Command("pretrain", "Trains a small base model from scratch: its tokenizer and next-token prediction on the training encounters' texts.") { preset, window, sequences };
            output.AddTo(command);
            data.AddTo(command);
            learning.AddTo(command, batched: false);
            command.SetAction(async (parsed, cancellationToken) =>
            {
                LibTorch.UseThreads(parsed.GetValue(data.Threads));
                var folder = output.Ready(parsed);
                var set = await data.ReadAsync(parsed, cancellationToken);
                var (seed, progress) = (parsed.GetValue(data.Seed), ConsoleProgress.ToStandardError);
                var (shape, options, template) = (DecoderPreset.Named(parsed.GetValue(preset)!), learning.Read(parsed, seed), data.Data.ReadTemplate(parsed));
                var (tokens, together) = (parsed.GetValue(window), parsed.GetValue(sequences));
                new PretrainRun(shape, options, tokens, together, new LearningProgress("pretrain", progress))
                    .Run(new Corpus(set.Train, new TrainingUsage(set), set.Formulary, template, seed), folder, RunIdentity.Of(set, shape, options, tokens, together, template.Version), cancellationToken);
                progress.Done($"wrote {folder}");
                return 0;
            });
            return command;
        }
    }
}
