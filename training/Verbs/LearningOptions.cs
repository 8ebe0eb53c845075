using System.CommandLine;
using MedRecCloud.Training.Learning;

namespace MedRecCloud.Training.Verbs;

/// <summary>The options of a training loop, with the defaults of one verb.</summary>
internal sealed class LearningOptions(TrainingOptions defaults)
{
    private readonly Option<int> _steps = new("--steps") { Description = "Updates in all.", DefaultValueFactory = _ => defaults.Steps };
    private readonly Option<int> _batch = new("--batch") { Description = "Examples per update.", DefaultValueFactory = _ => defaults.Batch };
    private readonly Option<double> _rate = new("--learning-rate") { Description = "Highest learning rate.", DefaultValueFactory = _ => defaults.LearningRate };
    private readonly Option<int> _warmup = new("--warmup") { Description = "Updates over which the learning rate rises.", DefaultValueFactory = _ => defaults.WarmupSteps };
    private readonly Option<double> _decay = new("--weight-decay") { Description = "AdamW's decay of matrices.", DefaultValueFactory = _ => defaults.WeightDecay };
    private readonly Option<LearningRateShape> _shape = new("--schedule") { Description = "How the learning rate falls.", DefaultValueFactory = _ => defaults.Shape };
    private readonly Option<int> _every = new("--validate-every") { Description = "Updates between validations; each writes a checkpoint, from which the same command resumes.", DefaultValueFactory = _ => defaults.ValidateEvery };
    private readonly Option<int> _patience = new("--patience") { Description = "Validations without a better score before training stops; 0 never stops early.", DefaultValueFactory = _ => defaults.Patience };

    private readonly Option<double> _average = new("--average") { Description = "Decay of the running average of the weights that is kept, e.g. 0.998; 0 keeps the weights themselves.", DefaultValueFactory = _ => defaults.Average };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_steps, _batch, _rate, _warmup, _decay, _shape, _every, _patience, _average])
            command.Options.Add(option);
    }

    public TrainingOptions Read(ParseResult parsed, int seed) => new()
    {
        Steps = parsed.GetValue(_steps), Batch = parsed.GetValue(_batch), LearningRate = parsed.GetValue(_rate), WarmupSteps = parsed.GetValue(_warmup),
        WeightDecay = parsed.GetValue(_decay), ClipNorm = defaults.ClipNorm, Shape = parsed.GetValue(_shape), ValidateEvery = parsed.GetValue(_every), Patience = parsed.GetValue(_patience), Average = parsed.GetValue(_average), Seed = seed,
    };
}
