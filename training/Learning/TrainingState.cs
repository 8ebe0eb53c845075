using MedRecCloud.Training.Model;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>How far a run has come, and the best parameters so far.</summary>
/// <param name="best">The parameters of <see cref="BestStep"/>.</param>
internal sealed class TrainingState(Dictionary<string, float[]> best)
{
    public int Step { get; set; }
    public double? LastScore { get; private set; }
    public double? BestScore { get; set; }
    public int BestStep { get; set; }
    public int ValidationsWithoutGain { get; set; }
    public IReadOnlyDictionary<string, float[]> Best => best;

    /// <summary>The <see cref="WeightAverage"/> of a resumed run; empty otherwise.</summary>
    public IReadOnlyDictionary<string, float[]> Average { get; init; } = new Dictionary<string, float[]>();

    public static TrainingState Fresh(IReadOnlyDictionary<string, Parameter> trained) => new(Copy(trained));

    /// <summary>Keeps the parameters if the score is the best so far, or if nothing is validated.</summary>
    public void Judge(double? score, IReadOnlyDictionary<string, Parameter> trained)
    {
        LastScore = score;
        if (score is not null && BestScore is not null && score <= BestScore)
        {
            ValidationsWithoutGain++;
            return;
        }
        (BestScore, BestStep, ValidationsWithoutGain) = (score, Step, 0);
        foreach (var (name, values) in Copy(trained))
            best[name] = values;
    }

    public void RestoreBest(IReadOnlyDictionary<string, Parameter> trained)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in trained)
            parameter.copy_(tensor(best[name], parameter.shape));
    }

    private static Dictionary<string, float[]> Copy(IReadOnlyDictionary<string, Parameter> trained) =>
        trained.ToDictionary(item => item.Key, item => TorchTensors.ToArray(item.Value));
}
