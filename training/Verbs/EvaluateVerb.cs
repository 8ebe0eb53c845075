using System.CommandLine;
using MedRecCloud.Training.Evaluation;
using MedRecCloud.Training.Evaluation.Report;
using MedRecCloud.Training.Progress;

namespace MedRecCloud.Training.Verbs;

/// <summary><c>evaluate</c>: judges model packages and baselines side by side on one data set.</summary>
/// <remarks>
/// How the data are used: <c>--train DIR</c> external; <c>--split patients|temporal</c> by that; else, when a model was trained on these very files, its own
/// test part; else (data new to every model) all encounters, baselines cross-fitted.
/// </remarks>
internal static class EvaluateVerb
{
    public static Command Command
    {
        get
        {
            var data = DataOptions.Folders("The data folder to judge on: a FHIR export or MIMIC.");
            var models = new Option<string>("--models") { Description = "Model package folders, separated by commas." };
            var baselines = new Option<bool>("--baselines") { Description = "Fit and judge the conventional baselines as well." };
            var untuned = new Option<string>("--untuned") { Description = "Folder of a base model (what pretrain wrote, or a Hugging Face checkpoint) to be judged as it is: it shows what overprescribing looks like." };
            var untunedPrefix = new Option<int>("--untuned-max-prefix") { Description = "Upper limit of the prompt's shared part that the untuned base reads, in characters.", DefaultValueFactory = _ => new EvaluationRequest { Data = "" }.UntunedPrefix }.AtLeast(1);
            var curve = new Option<bool>("--learning-curve") { Description = "Fit every baseline also on an eighth, a quarter and half of the training patients; models trained with --train-share stand beside them." };
            var output = new OutputFolder("Folder for report.md, report.json and report.html.");
            var train = new Option<string>("--train") { Description = "External evaluation: data folders that baselines learn from, separated by commas." };
            var split = new Option<string>("--split") { Description = "patients (70/10/20) or temporal. Without it the data decide, see the documentation." };
            split.AcceptOnlyFromAmong("patients", "temporal");
            var seed = new Option<int>("--seed") { Description = "Seed of the split and the bootstrap.", DefaultValueFactory = _ => 0 };
            var interactions = new Option<string>("--interactions") { Description = "File of interacting ATC level-3 class pairs (two tab-separated columns) for the DDI rate; without it the product's own rules." };
            var holdOut = new Option<bool>("--hold-out-drugs") { Description = "Remove every third drug from the baselines' training labels and judge these drugs apart." };
            var dischargeCodes = new Option<bool>("--discharge-codes") { Description = "MIMIC only: let the current admission's ICD codes in." };
            var view = new Option<string>("--view") { Description = "ingredient, or atc3: ATC level-3 classes, the label space of LEADER and of the published benchmarks.", DefaultValueFactory = _ => "ingredient" };
            view.AcceptOnlyFromAmong("ingredient", "atc3");
            var command = new Command("evaluate", "Judges models and baselines: metrics with bootstrap deviations, paired comparison, subgroups, calibration, all-encounters table.")
            {
                data, models, baselines, untuned, untunedPrefix, curve, train, split, seed, interactions, holdOut, dischargeCodes, view,
            };
            output.AddTo(command);
            command.SetAction(async (parsed, cancellationToken) =>
            {
                var (progress, folder) = (ConsoleProgress.ToStandardError, output.Ready(parsed));
                var report = await new EvaluationRun(progress).RunAsync(new EvaluationRequest
                {
                    Data = parsed.GetValue(data)!,
                    Models = DataOptions.Listed(parsed.GetValue(models)),
                    Baselines = parsed.GetValue(baselines),
                    Untuned = parsed.GetValue(untuned),
                    UntunedPrefix = parsed.GetValue(untunedPrefix),
                    LearningCurve = parsed.GetValue(curve),
                    Train = DataOptions.Listed(parsed.GetValue(train)),
                    Split = parsed.GetValue(split),
                    Seed = parsed.GetValue(seed),
                    InteractionFile = parsed.GetValue(interactions),
                    HoldOutDrugs = parsed.GetValue(holdOut),
                    IncludeDischargeCodes = parsed.GetValue(dischargeCodes),
                    Classes = parsed.GetValue(view) == "atc3",
                }, cancellationToken);
                report.Write(folder);
                progress.Done($"wrote {Path.Combine(folder, EvaluationReport.HtmlFile)}");
                Console.WriteLine(ReportMarkdown.Of(report));
                return 0;
            });
            return command;
        }
    }
}
