using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Candidates;
using MedRecCloud.Training.Onnx;
using TorchSharp.Modules;

namespace MedRecCloud.Training.Learning;

/// <summary>Makes a LAMO model or a LEADER teacher of a base.</summary>
/// <param name="set">What it learns from, and what tunes and judges it.</param>
/// <param name="output">Becomes a trained folder.</param>
/// <param name="progress">Told after every update.</param>
internal sealed class FinetuneRun(BaseFolder start, TrainingSet set, IPromptTemplate template, FinetuneSettings settings, string output, IProgress<TrainingProgress> progress)
{
    private readonly PromptEncoder _encoder = new(start.Tokenizer, template);
    private readonly TrainingUsage _usage = new(set);
    private readonly ValidationSet _validation = ValidationSet.Of(set, settings.ValidationEncounters);
    private readonly Sample[] _train = [.. set.Train.Where((sample, i) => new Random(unchecked(settings.Training.Seed * 31 + i)).NextDouble() <
        set.Provenance.LearnShares.GetValueOrDefault(sample.DataSet, 1) * (sample.Labels.IsEmpty ? settings.EmptyShare : 1))];

    private readonly Lazy<string> _base = new(() => RunIdentity.OfFolder(start.Folder));

    private bool IsLora => settings.Mode == FinetuneSettings.Lora;

    /// <summary>Yes or No per candidate, one adapter for all drugs or one per group.</summary>
    public async Task<TrainedFolder> LamoAsync(ManifestDraft draft, CancellationToken cancellationToken)
    {
        using var model = Model(DecoderHead.YesNo, start.YesNoHead());
        var formulary = IsLora ? DrugGroups.Assign(set.Formulary, set.Train, settings.Grouping, settings.Groups) : set.Formulary;
        var adapters = new Dictionary<string, LoraAdapter>();
        try
        {
            if (!IsLora)
                Learn(model, model.Parameters, formulary, adapters, [.. Enumerable.Range(0, formulary.Drugs.Length)], "all", null, cancellationToken);
            else
            {
                var groups = formulary.Drugs.Select((drug, i) => (drug, i)).GroupBy(entry => entry.drug.Group ?? "all", entry => entry.i).ToList();
                foreach (var group in groups)
                {
                    adapters[group.Key] = model.Adapter = new LoraAdapter(start.Config, settings.Adapter, settings.Training.Seed);
                    var part = groups.Count == 1 ? null : $"group {adapters.Count} of {groups.Count}";
                    Learn(model, model.Adapter.Parameters, formulary, adapters, [.. group], group.Key, part, cancellationToken);
                }
            }
            model.Adapter = null;
            if (IsLora && settings.Grouping == DrugGroups.None)
                formulary = new Formulary([.. formulary.Drugs.Select(drug => drug with { Group = "all" })]);
            var manifest = await (draft with { Base = _base.Value }).CompleteAsync(set, new TorchLamo(model, _encoder, _usage, formulary, adapters), _validation, settings, cancellationToken);
            var entries = adapters.Keys.Select(group => new AdapterEntry(group, $"adapter.{group}.safetensors", settings.Adapter.Semantics));
            return Write(model, manifest with { Adapters = [.. entries] }, formulary, adapters.Select(own => ($"adapter.{own.Key}.safetensors", own.Value)));
        }
        finally
        {
            foreach (var adapter in adapters.Values)
                adapter.Dispose();
        }
    }

    /// <summary>All drugs at the prefix's last token, by binary cross-entropy.</summary>
    public async Task<TrainedFolder> TeacherAsync(ManifestDraft draft, CancellationToken cancellationToken)
    {
        using var model = Model(DecoderHead.Labels(set.Formulary.Drugs.Length), new float[set.Formulary.Drugs.Length * start.Config.HiddenSize]);
        if (IsLora)
            model.Adapter = new LoraAdapter(start.Config, settings.Adapter with { Semantics = LoraOptions.Full }, settings.Training.Seed);
        var shape = CandidateConfig.OfTeacher(set.Formulary.Drugs.Length);
        var priors = DrugPriors.Of(_train, set.Formulary.Drugs.Select(drug => drug.Name));
        var drawn = new DrawnTensors(CandidateTensors.Of(shape), settings.Training.Seed, new Dictionary<string, float[]> { [$"{CandidateTensors.Answer}.bias"] = [priors.Average()] });
        var own = CandidateTensors.Of(shape).ToDictionary(tensor => tensor.Name, tensor => TorchTensors.Parameter(drawn, tensor.Name, tensor.Shape, trainable: true));
        var teacher = new TorchTeacher(model, _encoder, set.Formulary, new TorchCandidates(shape, own), _usage);
        var examples = _train.Select(sample => (Prefix: _encoder.Prefix(sample.Prompt), Columns: teacher.Columns(sample), Labels: teacher.Drugs.Select(drug => sample.Labels.Contains(drug) ? 1f : 0f).ToArray())).ToArray();
        var trained = IsLora ? model.Adapter!.Parameters.Append(model.Parameters.First(item => item.Key == DecoderHead.LabelTensor)).ToDictionary() : model.Parameters;
        trained = trained.Concat(own).ToDictionary();
        if (settings.Training.Steps > 0)
            Loop(trained, "teacher").Run(examples.Length, (index, _) => teacher.Loss(examples[index].Prefix, examples[index].Columns, examples[index].Labels), () => _validation.Score(teacher), cancellationToken);
        var manifest = await (draft with { Base = _base.Value }).CompleteAsync(set, teacher, _validation, settings, cancellationToken);
        // The teacher serves all drugs at once: its one adapter is merged into the weights.
        var folder = Write(model, manifest, set.Formulary, model.Adapter is { } adapter ? [(TrainedFolder.MergedAdapter, adapter)] : [], own);
        foreach (var parameter in own.Values)
            parameter.Dispose();
        return folder;
    }

    private void Learn(
        AnswerModel model, IReadOnlyDictionary<string, Parameter> trained, Formulary formulary, IReadOnlyDictionary<string, LoraAdapter> adapters, int[] scored, string name, string? part,
        CancellationToken cancellationToken)
    {
        if (settings.Training.Steps == 0)
            return;
        var drugs = formulary.Drugs.Select(drug => drug.Name).ToArray();
        var examples = new LamoExamples(_encoder, _usage, _train, [.. drugs], scored, settings.Sampling, settings.Training.Seed);
        // A group is judged on its own drugs: the others have no adapter yet.
        var own = new Formulary([.. scored.Select(drug => formulary.Drugs[drug])]);
        var scorer = new TorchLamo(model, _encoder, _usage, own, adapters);
        Loop(trained, name, part).Run(examples.Count, (index, epoch) => AnswerLoss.Packed(model, examples.At(index, epoch)), () => _validation.Score(scorer), cancellationToken);
    }

    private AnswerModel Model(DecoderHead head, float[] weights) => new(new TorchDecoder(start.Config, start.Weights, trainable: !IsLora), head, weights);

    private TrainingLoop Loop(IReadOnlyDictionary<string, Parameter> trained, string name, string? part = null)
    {
        if (_train.Length == 0)
            throw new TrainingDataException("No encounter is left to learn from. Raise --train-share, --empty-share, or the share of a --train-only folder.");
        var run = RunIdentity.Of(set, name, template.Version, settings, _base.Value);
        return new TrainingLoop(settings.Training, trained, new Checkpoint(Path.Combine(output, "checkpoints", $"{name}.safetensors"), run), part is null ? progress : new OfPart(progress, part));
    }

    private TrainedFolder Write(
        AnswerModel model, ModelManifest manifest, Formulary formulary, IEnumerable<(string File, LoraAdapter Adapter)> adapters, IReadOnlyDictionary<string, Parameter>? more = null)
    {
        var folder = new TrainedFolder(output, manifest, formulary);
        folder.Write(_usage.Table, () =>
        {
            start.CopyTo(output);
            SafetensorsWriter.Write(folder.PathOf(TrainedFolder.Weights), new ParameterSource(model.Parameters.Concat(more ?? new Dictionary<string, Parameter>()).ToDictionary()));
            foreach (var (file, adapter) in adapters)
                adapter.Save(folder.PathOf(file));
        });
        return folder;
    }

    private sealed class OfPart(IProgress<TrainingProgress> whole, string part) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => whole.Report(value with { Part = part });
    }
}
