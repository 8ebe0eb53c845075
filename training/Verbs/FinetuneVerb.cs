using System.CommandLine;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Native;
using MedRecCloud.Training.Progress;

namespace MedRecCloud.Training.Verbs;

/// <summary><c>finetune</c>: a LAMO model or a LEADER teacher from a base.</summary>
internal static class FinetuneVerb
{
    private const string Lamo = "lamo", Teacher = "leader-teacher";

    public static Command Command
    {
        get
        {
            var kind = new Option<string>("--kind") { Description = "lamo (Yes/No per drug) or leader-teacher (all drugs at once).", DefaultValueFactory = _ => Lamo };
            kind.AcceptOnlyFromAmong(Lamo, Teacher);
            var start = new Option<string>("--base") { Description = "Folder of the base: a Hugging Face checkpoint (LlamaForCausalLM, safetensors), or what pretrain wrote.", Required = true };
            var output = new OutputFolder("Folder for the trained model, to be exported.");
            var name = new Option<string?>("--name") { Description = "The model's name; the kind unless given." };
            var version = new Option<string>("--model-version") { Description = "The model's version.", DefaultValueFactory = _ => "1" };
            var mode = new Option<string>("--mode") { Description = "lora (adapters on a frozen base) or full (all weights; small bases).", DefaultValueFactory = _ => FinetuneSettings.Lora };
            mode.AcceptOnlyFromAmong(FinetuneSettings.Lora, FinetuneSettings.FullWeights);
            var (lora, sampling) = (new LoraArguments(), new SamplingArguments());
            var data = new TrainingSetOptions();
            var learning = new LearningOptions(new TrainingOptions { Steps = 2000, Batch = 4, LearningRate = 1e-3, ValidateEvery = 200, Patience = 6 });
            var command = new Command("finetune", "Trains a LAMO model or a LEADER teacher; tunes calibration and thresholds on validation; measures the test part.") { kind, start, name, version, mode };
            output.AddTo(command);
            lora.AddTo(command);
            sampling.AddTo(command);
            data.AddTo(command);
            learning.AddTo(command);
            command.SetAction(async (parsed, cancellationToken) =>
            {
                LibTorch.UseThreads(parsed.GetValue(data.Threads));
                var folder = output.Ready(parsed);
                using var from = new BaseFolder(parsed.GetValue(start)!);
                var set = await data.ReadAsync(parsed, cancellationToken);
                var progress = ConsoleProgress.ToStandardError;
                TrainingSetOptions.Caution(set, progress);
                var settings = sampling.Read(parsed, lora.Read(parsed, new FinetuneSettings { Mode = parsed.GetValue(mode)!, Training = learning.Read(parsed, parsed.GetValue(data.Seed)) }));
                var draft = new ManifestDraft(parsed.GetValue(name) ?? parsed.GetValue(kind)!, parsed.GetValue(version)!, parsed.GetValue(kind)!, parsed.GetValue(data.Data.Template)!, parsed.GetValue(data.Data.MaxPrefix), from.Config.MaxPositions);
                var run = new FinetuneRun(from, set, data.Data.ReadTemplate(parsed), settings, folder, new LearningProgress(draft.Name, progress));
                var trained = parsed.GetValue(kind) == Lamo ? await run.LamoAsync(draft, cancellationToken) : await run.TeacherAsync(draft, cancellationToken);
                progress.Done($"wrote {folder}");
                Console.WriteLine(trained.Manifest.Metrics?.ToString() ?? "no figures: nothing is ordered in the test part");
                return 0;
            });
            return command;
        }
    }
}
