using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Students;
using MedRecCloud.Models.Tokenizers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker;

/// <summary>Opens a package as a warm model: hashes verified, candidate order and template checked, the graph loaded, one prompt scored.</summary>
internal sealed class ModelLoader(
    OnnxSessions sessions, KnownTemplates templates, IOptions<ScoringOptions> options, MemoryBudget budget, TimeProvider time, WorkerMetrics metrics, ILogger<ModelLoader> logger)
{
    private readonly ScoringOptions _options = options.Value;

    /// <exception cref="ModelPackageException">The package is refused.</exception>
    public Task<LoadedModel> LoadAsync(AvailableModel source, string folder, CancellationToken cancellationToken) =>
        Task.Run(() => Load(source, folder, cancellationToken), cancellationToken);

    private LoadedModel Load(AvailableModel source, string folder, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var package = ModelPackage.Open(folder);
        cancellationToken.ThrowIfCancellationRequested();
        var engine = Open(package);
        try
        {
            WarmUp(package, engine);
        }
        catch
        {
            engine.Dispose();
            throw;
        }

        Log.ModelLoaded(logger, package.Version.ToString(), package.Kind, package.PackageHash, time.GetElapsedTime(started).TotalMilliseconds);
        return new LoadedModel(source, package, engine, released => Log.ModelReleased(logger, released.Version.ToString()));
    }

    internal IScoringEngine Open(ModelPackage package) => package.Kind switch
    {
        ModelKind.LeaderStudent => OpenStudent(package, _options.InfluenceDrugs),
        ModelKind.LeaderTeacher => OpenTeacher(package),
        _ => OpenLamo(package),
    };

    private StudentEngine OpenStudent(ModelPackage package, int influenceDrugs)
    {
        var architecture = StudentArchitecture.Of(package.Manifest.Architecture);
        var vocabulary = StudentVocabulary.Read(package.PathOf(architecture.Vocabulary));
        var encoder = new StudentEncoder(vocabulary, architecture, package.Manifest.Candidates, package.Usage);
        return new StudentEngine(sessions.Open(package.PathOf(ModelPackage.GraphFile)), encoder, new ScoreSheet(package), influenceDrugs);
    }

    private TeacherEngine OpenTeacher(ModelPackage package)
    {
        var model = OpenDecoder(package, DecoderGraph.LabelLogits);
        return Guarded(model, () => new TeacherEngine(
            model, Candidates(package), Prefixes(model), TokenizerFile.Load(package.Folder), new ScoreSheet(package), Batch(model), package.Manifest.ContextTokens, metrics));
    }

    private TeacherCandidates? Candidates(ModelPackage package) =>
        package.Manifest.Files.ContainsKey(CandidateGraph.File) ? new TeacherCandidates(sessions.Open(package.PathOf(CandidateGraph.File)), package) : null;

    private LamoEngine OpenLamo(ModelPackage package)
    {
        var model = OpenDecoder(package, DecoderGraph.YesNo);
        return Guarded(model, () =>
        {
            var template = templates.Find(package.Manifest.PromptTemplate)
                ?? throw new ModelPackageException($"{package.Version} was trained with the prompt template {package.Manifest.PromptTemplate}; known are {templates.Known}.");
            var tokenizer = TokenizerFile.Load(package.Folder);
            var suffixes = new SuffixTokens(template, tokenizer, package.Formulary, package.Usage, WarmUpPrompt.For(template).Prefix);
            var adapters = LoadAdapters(package, model);
            // What its text carries is what explains a package with a second reader.
            var second = package.Second is null ? null : OpenStudent(package.Second, influenceDrugs: 0);
            var parts = new LamoParts(model, Prefixes(model), tokenizer, suffixes, adapters, new ScoreSheet(package), second, Batch(model), package.Manifest.ContextTokens, _options, metrics);
            return new LamoEngine(parts, _options.PackSize > 0 ? _options.PackSize : model.Device == OnnxDevice.Cpu ? 10 : 100);
        });
    }

    private DecoderModel OpenDecoder(ModelPackage package, string answer)
    {
        var architecture = DecoderArchitecture.Of(package.Manifest.Architecture);
        if (package.Manifest.Files.ContainsKey(ModelPackage.WeightsFile)) _ = package.PathOf(ModelPackage.WeightsFile);
        return new DecoderModel(sessions.Open(package.PathOf(ModelPackage.GraphFile)), answer, architecture.Heads / architecture.KeyValueHeads);
    }

    private static IReadOnlyList<LoraAdapter?> LoadAdapters(ModelPackage package, DecoderModel model)
    {
        var byGroup = new Dictionary<string, LoraAdapter>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in package.Manifest.Adapters) byGroup[entry.Group] = LoraLoader.Load(package, entry, model);
            return [.. package.Formulary.Drugs.Select(drug => drug.Group is null ? null : byGroup[drug.Group])];
        }
        catch
        {
            foreach (var adapter in byGroup.Values) adapter.Dispose();
            throw;
        }
    }

    private PrefixStore Prefixes(DecoderModel model) => new(
        model, budget, new PrefixCache((long)(budget.Cap * _options.CacheShare), _options.CacheLifetime, time), metrics);

    private BatchLimit Batch(DecoderModel model) => new(
        _options.PatientsPerBatch > 0 ? _options.PatientsPerBatch : model.Device == OnnxDevice.Cpu ? 1 : 16, _options.TokensPerBatch);

    private void WarmUp(ModelPackage package, IScoringEngine engine)
    {
        var prompt = WarmUpPrompt.For(templates.Find(package.Manifest.PromptTemplate));
        var prepared = PromptFitting.Fit(prompt, WarmUpPrompt.Patient, engine, package.Manifest, templates).Prepared;
        if (engine is LamoEngine lamo && _options.PackSize == 0) PackSizeChoice.Measure(lamo, prepared, sessions.Device, time, logger);
        else engine.Score([prepared]);
    }

    private static T Guarded<T>(DecoderModel model, Func<T> open)
    {
        try
        {
            return open();
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
