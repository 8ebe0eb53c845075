using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Baselines;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Data.Splits;
using MedRecCloud.Training.Evaluation.Protocols;
using MedRecCloud.Training.Evaluation.Report;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Native;
using MedRecCloud.Training.Progress;

namespace MedRecCloud.Training.Evaluation;

/// <summary>Carries out one evaluation from folders to report.</summary>
internal sealed class EvaluationRun(ConsoleProgress progress)
{
    // Ten resamples of fewer say next to nothing about how far off the mean is.
    private const int FewPatients = 8;
    private const double WorthSaying = 0.05;

    /// <exception cref="TrainingDataException">There is nothing to judge, or a folder cannot be read.</exception>
    public async Task<EvaluationReport> RunAsync(EvaluationRequest request, CancellationToken cancellationToken)
    {
        if (request.Models.Count == 0 && !request.Baselines && request.Untuned is null)
            throw new TrainingDataException("There is nothing to judge: give --models DIR, --baselines, --untuned DIR, or several of them.");
        if (request.Untuned is not null && request.Classes)
            throw new TrainingDataException("A base model is asked for drugs by name; --untuned does not go with --view atc3.");
        var packages = request.Models.Select(OpenPackage).ToList();
        using var start = request.Untuned is { } untuned ? new BaseFolder(untuned) : null;
        var view = request.Classes ? new ClassView(name => Ingredients.Describe(name).Atc) : null;
        var (read, cohort) = await ReadAsync(request.Data, PromptTemplates.MedRec2, new SampleOptions { IncludeDischargeCodes = request.IncludeDischargeCodes }, cancellationToken);
        var warnings = new List<string>();
        var samples = view is null ? read : [.. read.Select(view.Of)];
        if (view is not null)
            warnings.Add($"Judged by ATC level-3 class. {read.SelectMany(sample => sample.Labels).Distinct(StringComparer.Ordinal).Count(name => !view.ClassesOf(name).Any())} ingredients without a known class are left out.");
        var protocol = await ProtocolAsync(request, samples, cohort, packages, view, warnings, cancellationToken);
        if (protocol.Folds.All(fold => fold.Test.All(sample => sample.Labels.IsEmpty)))
            throw new TrainingDataException(FormattableString.Invariant(
                $"Nothing is ordered in the encounters that would be judged ({protocol.Folds.Sum(fold => fold.Test.Length)} of {samples.Count}; {protocol.Sentence}) More patients are needed, another --seed, or --train DIR to judge all of the data."));
        ImmutableArray<string> heldOut = [.. packages.SelectMany(package => Provenance(package)?.HeldOutDrugs ?? [])
            .Union(request.HoldOutDrugs ? HeldOutDrugs.Choose(protocol.Folds.SelectMany(fold => fold.Test), request.Seed) : []).Order(StringComparer.Ordinal)];
        if (request.NeedsTraining && !protocol.Teaches(heldOut))
            throw new TrainingDataException("Baselines would have to learn from encounters without any order: too few patients have orders. Leave --baselines and --untuned away, or give --train DIR.");
        Caution(protocol, request.Baselines, warnings);
        if (view is null)
            warnings.AddRange(packages.Select(package => Unknown(NameOf(package, packages), package.Manifest.Candidates, protocol)).OfType<string>());
        var interactions = request.InteractionFile is { } file ? Interactions.OfClasses(file, name => view is null ? Ingredients.Describe(name).Atc : [name])
            : view is null ? Interactions.OfKnowledge(DrugKnowledge.Shipped) : Interactions.Unknown;
        var judge = new Judge(interactions, request.Seed);
        var run = new ProtocolRun(protocol, judge, request.Seed, progress.Counting);
        var judgements = new List<Judgement>();
        foreach (var package in packages)
        {
            using var scorer = Scoring.PackageScorers.Open(package);
            var prompts = await PromptsAsync(request, package, cancellationToken) ?? (view is null ? null : ByKey(read));
            IRecommender model = new PackageRecommender(NameOf(package, packages), package.Manifest.Candidates, scorer);
            judgements.Add(await run.JudgeAsync(view?.Of(model) ?? model, prompts, heldOut, cancellationToken));
            Report(judgements[^1]);
        }
        foreach (var baseline in request.Baselines ? AllBaselines.List : [])
        {
            judgements.Add(await run.JudgeAsync(baseline, heldOut, cancellationToken));
            Report(judgements[^1]);
        }
        var curve = request.LearningCurve ? await CurveAsync(request, protocol, judge, [.. judgements.Zip(packages)], judgements, heldOut, warnings, cancellationToken) : [];
        if (start is not null)
        {
            judgements.Add(await UntunedAsync(request, start, run, heldOut, cancellationToken));
            Report(judgements[^1]);
        }
        return new EvaluationReport(cohort, protocol.Sentence, interactions.Source, request.Seed, warnings, judge.Compare(judgements), heldOut) { LearningCurve = curve };
    }

    private async Task<Judgement> UntunedAsync(EvaluationRequest request, BaseFolder start, ProtocolRun run, ImmutableArray<string> heldOut, CancellationToken cancellationToken)
    {
        LibTorch.EnsureLoaded();
        var (samples, _) = await ReadAsync(request.Data, PromptTemplates.MedRec2, new SampleOptions { IncludeDischargeCodes = request.IncludeDischargeCodes, MaxPrefixCharacters = request.UntunedPrefix }, cancellationToken);
        using var untuned = new UntunedBase(start, ByKey(samples));
        return await run.JudgeAsync(untuned, heldOut, cancellationToken);
    }

    /// <summary>Models by the share their manifests state; baselines fitted anew on every share.</summary>
    private async Task<List<LearningPoint>> CurveAsync(
        EvaluationRequest request, EvaluationProtocol protocol, Judge judge, IReadOnlyList<(Judgement Judgement, ModelPackage Package)> models, IReadOnlyList<Judgement> judgements, ImmutableArray<string> heldOut,
        List<string> warnings, CancellationToken cancellationToken)
    {
        var points = models.Select(model => LearningPoint.Of(model.Judgement, model.Package.Manifest.Name, Provenance(model.Package)?.TrainShare ?? 1)).OrderBy(point => point.Share).ToList();
        var parts = LearningPoint.Shares.Select(share => (Share: share, Part: protocol.OfShare(share, request.Seed))).Where(own => own.Part.Teaches(heldOut)).ToList();
        if (request.Baselines && parts.Count < LearningPoint.Shares.Count)
            warnings.Add("The learning curve leaves out the smallest shares: they order nothing that could be learnt.");
        foreach (var baseline in request.Baselines ? AllBaselines.List : [])
        {
            foreach (var (share, part) in parts)
            {
                var judgement = await new ProtocolRun(part, judge, request.Seed, progress.Counting).JudgeAsync(baseline, heldOut, cancellationToken);
                points.Add(LearningPoint.Of(judgement, baseline.Name, share));
                progress.Done(FormattableString.Invariant($"{baseline.Name}, {100 * share:0.#} % of the training patients: Jaccard {judgement.Metrics.Jaccard:0.000}"));
            }
            points.Add(LearningPoint.Of(judgements.Single(own => own.IsBaseline && own.Name == baseline.Name), baseline.Name, 1));
        }
        return points;
    }

    private async Task<EvaluationProtocol> ProtocolAsync(
        EvaluationRequest request, IReadOnlyList<Sample> samples, CohortReport cohort, List<ModelPackage> packages, ClassView? view, List<string> warnings, CancellationToken cancellationToken)
    {
        var known = packages.Select(package => (Package: package, Provenance: Provenance(package))).Where(entry => entry.Provenance?.Knows(cohort.Files) is not null).ToList();
        foreach (var (package, provenance) in known.Where(entry => entry.Provenance!.TrainOnly.Contains(entry.Provenance.Knows(cohort.Files)!.DataSet)))
            warnings.Add($"{package.Manifest.Name} was trained on all of this data set: its figures here say nothing about new patients.");
        if (request.Train.Count > 0)
        {
            var train = new List<Sample>();
            foreach (var folder in request.Train)
                train.AddRange((await ReadAsync(folder, PromptTemplates.MedRec2, new SampleOptions { IncludeDischargeCodes = request.IncludeDischargeCodes }, cancellationToken)).Samples);
            return EvaluationProtocol.External(view is null ? train : [.. train.Select(view.Of)], samples, string.Join(", ", request.Train.Select(DataFolder.NameOf)), request.Seed);
        }
        if (request.Split == "temporal")
            return EvaluationProtocol.Divided(samples, new TemporalSplit());
        if (known.Count == 0 && request.Split is null && packages.Count > 0)
            return request.NeedsTraining ? EvaluationProtocol.CrossFit(samples, request.Seed) : EvaluationProtocol.Whole(samples);
        var seeds = known.Select(entry => entry.Provenance!.Seed ?? request.Seed).Distinct().ToList();
        var seed = request.Split is null && seeds.Count > 0 ? seeds[0] : request.Seed;
        foreach (var (package, provenance) in known.Where(entry => entry.Provenance!.Seed is { } own && own != seed))
            warnings.Add($"{package.Manifest.Name} was trained with split seed {provenance!.Seed}, not {seed}: it knows some of the test patients.");
        return EvaluationProtocol.Divided(samples, new PatientSplit(seed));
    }

    private static void Caution(EvaluationProtocol protocol, bool baselines, List<string> warnings)
    {
        var patients = protocol.Folds.SelectMany(fold => fold.Test).Where(sample => !sample.Labels.IsEmpty).Select(sample => sample.PatientKey).Distinct(StringComparer.Ordinal).Count();
        if (patients < FewPatients)
            warnings.Add(FormattableString.Invariant($"The figures rest on {patients} {(patients == 1 ? "patient" : "patients")} with orders: they may be chance, and their deviations are too small."));
        if (baselines && protocol.Folds.Any(fold => fold.Validation.All(sample => sample.Labels.IsEmpty)))
            warnings.Add("Baselines had no validation encounter with an order: their thresholds were tuned on what they learnt from.");
    }

    // On foreign data most of what a model misses it may never have heard of; whoever reads its recall must know.
    private static string? Unknown(string name, IReadOnlyCollection<string> formulary, EvaluationProtocol protocol)
    {
        var orders = protocol.Folds.SelectMany(fold => fold.Test).SelectMany(sample => sample.Labels).CountBy(drug => drug, StringComparer.Ordinal).ToList();
        var unknown = orders.Where(drug => !formulary.Contains(drug.Key)).OrderByDescending(drug => drug.Value).ThenBy(drug => drug.Key, StringComparer.Ordinal).ToList();
        var share = (double)unknown.Sum(drug => drug.Value) / orders.Sum(drug => drug.Value);
        return share < WorthSaying ? null : FormattableString.Invariant(
            $"{name} cannot propose {unknown.Count} of the {orders.Count} drugs ordered here, {100 * share:0} % of the orders: they are not in its formulary and count as missed. The most ordered of them: {string.Join(", ", unknown.Take(5).Select(drug => drug.Key))}.");
    }

    private async Task<IReadOnlyDictionary<string, Sample>?> PromptsAsync(EvaluationRequest request, ModelPackage package, CancellationToken cancellationToken)
    {
        var options = new SampleOptions { IncludeDischargeCodes = request.IncludeDischargeCodes, MaxPrefixCharacters = package.Manifest.MaxPrefixCharacters };
        if (package.Manifest.PromptTemplate == PromptTemplates.MedRec2.Version && options.MaxPrefixCharacters == new SampleOptions().MaxPrefixCharacters)
            return null;
        var (samples, _) = await ReadAsync(request.Data, PromptTemplates.Of(package.Manifest.PromptTemplate), options, cancellationToken);
        return ByKey(samples);
    }

    private static Dictionary<string, Sample> ByKey(IEnumerable<Sample> samples) => samples.ToDictionary(ProtocolRun.KeyOf, StringComparer.Ordinal);

    private async Task<(IReadOnlyList<Sample> Samples, CohortReport Report)> ReadAsync(string folder, IPromptTemplate template, SampleOptions options, CancellationToken cancellationToken)
    {
        var (samples, report) = await new TrainingSetReader(template, Ingredients.Describe, progress).ReadPartAsync(new DataPart(folder), options, cancellationToken);
        progress.Done($"read {report.Patients} patients, {report.Encounters} encounters of {report.DataSet}");
        return (samples, report);
    }

    private void Report(Judgement judgement) =>
        progress.Done(FormattableString.Invariant($"{judgement.Name}: Jaccard {judgement.Metrics.Jaccard:0.000}, predicted/true {judgement.Metrics.OverPrescription:0.00}"));

    private static TrainingProvenance? Provenance(ModelPackage package) => TrainingProvenance.Of(package.Manifest.Training);

    /// <summary>The shortest name that no other package has: versions tell packages of one name apart, and folders those of one version.</summary>
    private static string NameOf(ModelPackage package, List<ModelPackage> all)
    {
        Func<ModelPackage, string>[] names =
        [
            own => own.Manifest.Name, own => $"{own.Manifest.Name}@{own.Manifest.Version}", own => $"{own.Manifest.Name}@{own.Manifest.Version} in {Path.GetFileName(Path.TrimEndingDirectorySeparator(own.Folder))}",
        ];
        return names.FirstOrDefault(name => all.Count(other => name(other) == name(package)) == 1)?.Invoke(package) ?? $"{package.Manifest.Name}@{package.Manifest.Version} in {package.Folder}";
    }

    private static ModelPackage OpenPackage(string folder)
    {
        try
        {
            var package = ModelPackage.Open(folder);
            return PromptTemplates.All.Any(template => template.Version == package.Manifest.PromptTemplate) ? package
                : throw new TrainingDataException($"{package.Manifest.Name} was trained on prompts of template {package.Manifest.PromptTemplate}, which this version does not write; known are {string.Join(", ", PromptTemplates.All.Select(template => template.Version))}.");
        }
        catch (Exception error) when (error is ModelPackageException or DirectoryNotFoundException)
        {
            throw new TrainingDataException(error.Message, error);
        }
    }
}
