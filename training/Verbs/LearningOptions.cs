using System.CommandLine;
using MedRecCloud.Training.Learning;

namespace MedRecCloud.Training.Verbs;

/// <summary>The options of a training loop, with the defaults of one verb.</summary>
internal sealed class LearningOptions(TrainingOptions defaults)
{
    private readonly Option<int> _steps = new Option<int>("--steps") { Description = "Updates in all.", DefaultValueFactory = _ => defaults.Steps }.AtLeast(0);
    private readonly Option<int> _batch = new Option<int>("--batch") { Description = "Examples per update.", DefaultValueFactory = _ => defaults.Batch }.AtLeast(1);
    private readonly Option<double> _rate = new Option<double>("--learning-rate") { Description = "Highest learning rate.", DefaultValueFactory = _ => defaults.LearningRate }.Above(0.0);
    private readonly Option<int> _warmup = new Option<int>("--warmup") { Description = "Updates over which the learning rate rises.", DefaultValueFactory = _ => defaults.WarmupSteps }.AtLeast(0);
    private readonly Option<double> _decay = new Option<double>("--weight-decay") { Description = "AdamW's decay of matrices.", DefaultValueFactory = _ => defaults.WeightDecay }.AtLeast(0.0);
    private readonly Option<LearningRateShape> _shape = new("--schedule") { Description = "How the learning rate falls.", DefaultValueFactory = _ => defaults.Shape };
    private readonly Option<int> _every = new Option<int>("--validate-every") { Description = "Updates between validations; each writes a checkpoint, from which the same command resumes.", DefaultValueFactory = _ => defaults.ValidateEvery }.AtLeast(1);
    private readonly Option<int> _patience = new Option<int>("--patience") { Description = "Validations without a better score before training stops; 0 never stops early.", DefaultValueFactory = _ => defaults.Patience }.AtLeast(0);

    private readonly Option<double> _average = new Option<double>("--average") { Description = "Decay of the running average of the weights that is kept, e.g. 0.998; 0 keeps the weights themselves.", DefaultValueFactory = _ => defaults.Average }.BelowOne();

    /// <param name="batched">Whether the verb counts its examples by <c>--batch</c>; pretrain has sequences and distill encounters.</param>
    public void AddTo(Command command, bool batched = true)
    {
        if (batched)
            command.Options.Add(_batch);
        foreach (var option in (Option[])[_steps, _rate, _warmup, _decay, _shape, _every, _patience, _average])
            command.Options.Add(option);
    }

    public TrainingOptions Read(ParseResult parsed, int seed) => new()
    {
        Steps = parsed.GetValue(_steps), Batch = parsed.GetResult(_batch) is null ? defaults.Batch : parsed.GetValue(_batch), LearningRate = parsed.GetValue(_rate), WarmupSteps = parsed.GetValue(_warmup),
        WeightDecay = parsed.GetValue(_decay), ClipNorm = defaults.ClipNorm, Shape = parsed.GetValue(_shape), ValidateEvery = parsed.GetValue(_every), Patience = parsed.GetValue(_patience), Average = parsed.GetValue(_average), Seed = seed,
    };
}
