using System.CommandLine;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Native;
using MedRecCloud.Training.Progress;

namespace MedRecCloud.Training.Verbs;

/// <summary><c>distill</c>: a LEADER student from a teacher.</summary>
internal static class DistillVerb
{
    public static Command Command
    {
        get
        {
            var teacher = new Option<string?>("--teacher") { Description = "Folder of the teacher that finetune wrote; without one the student learns from the labels alone." };
            var output = new OutputFolder("Folder for the trained student, to be exported.");
            var name = new Option<string>("--name") { Description = "The model's name.", DefaultValueFactory = _ => "leader-student" };
            var version = new Option<string>("--model-version") { Description = "The model's version.", DefaultValueFactory = _ => "1" };
            var encounters = new Option<int>("--encounters") { Description = "Encounters per update.", DefaultValueFactory = _ => 32 }.AtLeast(1);
            var label = new Option<double>("--label-weight") { Description = "Weight of the labels' cross-entropy.", DefaultValueFactory = _ => 1 }.AtLeast(0.0);
            var alpha = new Option<double>("--distill-weight") { Description = "Weight of imitating the teacher's hidden state.", DefaultValueFactory = _ => 0.4 }.AtLeast(0.0);
            var beta = new Option<double>("--align-weight") { Description = "Weight of aligning profile and prescription.", DefaultValueFactory = _ => 0.005 }.AtLeast(0.0);
            var dropout = new Option<double>("--dropout") { Description = "Share of activations dropped.", DefaultValueFactory = _ => 0.2 }.BelowOne();
            var empty = new Option<double>("--empty-share") { Description = "Share of the encounters without orders that is learnt from.", DefaultValueFactory = _ => 1.0 }.Share();
            var data = new TrainingSetOptions();
            var learning = new LearningOptions(new TrainingOptions { Steps = 2000, LearningRate = 2e-3, WarmupSteps = 50, ValidateEvery = 100, Patience = 10 });
            var command = new Command("distill", "Trains a LEADER student over code sets: labels, the teacher's hidden states, and profiles aligned with prescriptions.")
            {
                teacher, name, version, encounters, label, alpha, beta, dropout, empty,
            };
            output.AddTo(command);
            data.AddTo(command);
            learning.AddTo(command, batched: false);
            command.SetAction(async (parsed, cancellationToken) =>
            {
                LibTorch.UseThreads(parsed.GetValue(data.Threads));
                var folder = output.Ready(parsed);
                var from = parsed.GetValue(teacher) is { } taught ? TrainedFolder.Read(taught) : null;
                if (from is not null && from.Manifest.Kind != "leader-teacher")
                    throw new TrainingDataException($"--teacher {from.Folder} is a {from.Manifest.Kind}; a student is distilled from a leader-teacher (finetune --kind leader-teacher).");
                var set = await data.ReadAsync(parsed, cancellationToken);
                var progress = ConsoleProgress.ToStandardError;
                TrainingSetOptions.Caution(set, progress);
                var settings = new DistillSettings
                {
                    Training = learning.Read(parsed, parsed.GetValue(data.Seed)), Batch = parsed.GetValue(encounters), LabelWeight = parsed.GetValue(label), Alpha = parsed.GetValue(alpha),
                    Beta = parsed.GetValue(beta), Dropout = parsed.GetValue(dropout), EmptyShare = parsed.GetValue(empty),
                };
                var draft = new ManifestDraft(parsed.GetValue(name)!, parsed.GetValue(version)!, "leader-student", parsed.GetValue(data.Data.Template)!, parsed.GetValue(data.Data.MaxPrefix), 0);
                var trained = await new DistillRun(from, set, settings, folder, new LearningProgress(draft.Name, progress)).RunAsync(draft, cancellationToken);
                progress.Done($"wrote {folder}");
                Console.WriteLine(trained.Manifest.Metrics?.ToString() ?? "no figures: nothing is ordered in the test part");
                return 0;
            });
            return command;
        }
    }
}
