using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Models.Tokenizers;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Candidates;
using MedRecCloud.Training.Tokenization;

namespace MedRecCloud.Training.Onnx;

/// <summary>Writes a whole model package around random weights: for tests and benchmarks of the machinery. It knows no medicine and is never shipped.</summary>
internal static class RandomPackage
{
    /// <param name="folder">Created if missing; should be empty.</param>
    /// <param name="preset">Shape, see <see cref="DecoderPreset"/>.</param>
    /// <param name="kind">lamo or leader-teacher.</param>
    /// <param name="drugs">Names of the formulary.</param>
    /// <param name="precision">Single or half.</param>
    /// <param name="groups">Drug groups, each with its own random adapter; drugs are dealt to them in blocks.</param>
    /// <param name="semantics">full or candidate-only.</param>
    /// <param name="targets">Projections that may carry adapters.</param>
    /// <param name="promptTemplate">Template the package claims to be trained with.</param>
    /// <param name="seed">The same seed writes the same package.</param>
    public static ModelPackage Write(string folder, string preset, ModelKind kind, IReadOnlyList<string> drugs, OnnxType precision = OnnxType.Float,
        int groups = 0, string semantics = "candidate-only", IReadOnlyCollection<string>? targets = null, string promptTemplate = "medrec-2", int seed = 1)
    {
        var config = DecoderPreset.Named(preset);
        Directory.CreateDirectory(folder);
        new Vocabulary([]).Write(Path.Combine(folder, TokenizerFile.Json));
        var head = kind == ModelKind.Lamo ? DecoderHead.YesNo : DecoderHead.Labels(drugs.Count);
        var adapted = targets ?? (groups == 0 ? [] : ["q_proj", "v_proj"]);
        new DecoderExport(config, new RandomWeights(config, seed, head), head, adapted).Write(folder, precision);
        if (kind == ModelKind.LeaderTeacher)
            new CandidateExport(CandidateConfig.OfTeacher(drugs.Count), new DrawnTensors(CandidateTensors.Of(CandidateConfig.OfTeacher(drugs.Count)), seed)).Write(folder);

        var adapters = new List<AdapterEntry>();
        for (var group = 0; group < groups; group++)
        {
            var entry = new AdapterEntry($"g{group}", $"adapter.g{group}.safetensors", semantics);
            SafetensorsWriter.Write(Path.Combine(folder, entry.File), new RandomAdapter(config, adapted, rank: 8, seed + group + 1),
                precision == OnnxType.Float16 ? TensorType.F16 : TensorType.F32);
            adapters.Add(entry);
        }
        File.WriteAllBytes(Path.Combine(folder, ModelPackage.UsageFile), JsonSerializer.SerializeToUtf8Bytes(UsageTable.Empty, ClinicalJson.Options));
        var formulary = new Formulary([.. drugs.Select((name, i) => new FormularyDrug(name, null, [], groups == 0 ? null : $"g{i * groups / drugs.Count}"))]);
        return ModelPackageWriter.Write(folder, new ModelManifest
        {
            Format = ModelManifest.CurrentFormat,
            Name = $"random-{preset}",
            Version = $"seed-{seed}",
            Kind = kind == ModelKind.Lamo ? "lamo" : "leader-teacher",
            PromptTemplate = promptTemplate,
            ContextTokens = config.MaxPositions,
            Candidates = [.. drugs],
            Thresholds = [.. drugs.Select(_ => 0.5)],
            Calibration = new Calibration(1, 0),
            Adapters = [.. adapters],
            Architecture = DecoderExport.Describe(config, precision, adapted),
            Files = ImmutableSortedDictionary<string, string>.Empty,
        }, formulary);
    }
}
