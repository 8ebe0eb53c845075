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
            var output = new Option<string>("--out") { Description = "Folder for the base: config.json, model.safetensors, tokenizer.json.", Required = true };
            var preset = new Option<string>("--preset") { Description = $"Shape: {string.Join(", ", DecoderPreset.All.Keys)}.", DefaultValueFactory = _ => DecoderPreset.Small };
            preset.AcceptOnlyFromAmong([.. DecoderPreset.All.Keys]);
            var window = new Option<int>("--window") { Description = "Tokens per sequence.", DefaultValueFactory = _ => 192 };
            var sequences = new Option<int>("--sequences") { Description = "Sequences per update.", DefaultValueFactory = _ => 6 };
            var data = new TrainingSetOptions();
            var learning = new LearningOptions(new TrainingOptions { Steps = 400, LearningRate = 3e-3, WarmupSteps = 30, ValidateEvery = 100 });
            var command = new Command("pretrain", "Trains a small base model from scratch: its tokenizer and next-token prediction on the training encounters' texts.") { output, preset, window, sequences };
            data.AddTo(command);
            learning.AddTo(command);
            command.SetAction(async (parsed, cancellationToken) =>
            {
                LibTorch.UseThreads(parsed.GetValue(data.Threads));
                var set = await data.ReadAsync(parsed, cancellationToken);
                var (seed, progress) = (parsed.GetValue(data.Seed), ConsoleProgress.ToStandardError);
                var run = new PretrainRun(DecoderPreset.Named(parsed.GetValue(preset)!), learning.Read(parsed, seed), parsed.GetValue(window), parsed.GetValue(sequences), new LearningProgress("pretrain", progress));
                run.Run(new Corpus(set.Train, new TrainingUsage(set), set.Formulary, data.Data.ReadTemplate(parsed), seed), parsed.GetValue(output)!, $"{parsed.GetValue(preset)}|{set.Provenance.Split}|{set.Train.Length}|{seed}", cancellationToken);
                progress.Done($"wrote {parsed.GetValue(output)}");
                return 0;
            });
            return command;
        }
    }
}
