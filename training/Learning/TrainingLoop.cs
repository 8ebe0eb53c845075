using MedRecCloud.Training.Model;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>Updates parameters until the steps are done or the validation score no longer rises; leaves the best parameters in place.</summary>
/// <remarks>
/// What a step learns from depends on the seed and the step's number alone, so a run resumed from its checkpoint goes on exactly as if it had
/// never stopped, and the same seed gives the same model.
/// </remarks>
internal sealed class TrainingLoop
{
    private readonly TrainingOptions _options;
    private readonly IReadOnlyDictionary<string, Parameter> _trained;
    private readonly Checkpoint? _checkpoint;
    private readonly IProgress<TrainingProgress>? _progress;

    /// <param name="options">How long and how fast.</param>
    /// <param name="trained">The parameters to update, by name.</param>
    /// <param name="checkpoint">Where to save and resume; null keeps the run in memory.</param>
    /// <param name="progress">Told after every update.</param>
    public TrainingLoop(TrainingOptions options, IReadOnlyDictionary<string, Parameter> trained, Checkpoint? checkpoint = null, IProgress<TrainingProgress>? progress = null) =>
        (_options, _trained, _checkpoint, _progress) = (options, trained, checkpoint, progress);

    /// <param name="examples">How many examples there are.</param>
    /// <param name="loss">The loss of one example, by its index and the epoch it is seen in.</param>
    /// <param name="validate">The score to raise; null, or one that gives null, trains to the end.</param>
    /// <returns>The best validation score and the step that reached it; without validation null and the last step.</returns>
    /// <exception cref="TrainingStoppedException">The loss is no number, or the disk is full.</exception>
    /// <exception cref="TrainingInterruptedException">Cancelled; the checkpoint holds every step taken.</exception>
    public (double? Score, int Step) Run(int examples, Func<int, int, Tensor> loss, Func<double?>? validate, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(examples, 1);
        using var optimizer = new AdamW(_trained, _options.WeightDecay);
        var state = _checkpoint?.Resume(_trained, optimizer) ?? TrainingState.Fresh(_trained);
        var average = new WeightAverage(_options.Average, _trained);
        average.Restore(state.Average);
        var (order, running) = (new ExampleOrder(examples, _options.Seed), double.NaN);
        while (state.Step < _options.Steps && !HasStalled(state))
        {
            if (cancellationToken.IsCancellationRequested)
                throw Interrupted(state, average, optimizer, cancellationToken);
            var current = Update(optimizer, state.Step + 1, order, loss);
            running = double.IsNaN(running) ? current : 0.98 * running + 0.02 * current;
            state.Step++;
            average.Add(state.Step, _trained);
            var isSaved = state.Step % _options.ValidateEvery == 0 || state.Step == _options.Steps;
            if (isSaved)
            {
                average.Use(_trained, () =>
                {
                    state.Judge(validate?.Invoke(), _trained);
                    return true;
                });
                _checkpoint?.Save(state, _trained, average.Values, optimizer);
            }
            _progress?.Report(new TrainingProgress(state.Step, _options.Steps, running, state.LastScore, state.BestScore, isSaved));
        }
        state.RestoreBest(_trained);
        return (state.BestScore, state.BestStep);
    }

    private OperationCanceledException Interrupted(TrainingState state, WeightAverage average, AdamW optimizer, CancellationToken cancellationToken)
    {
        if (_checkpoint is null || state.Step == 0)
            return new OperationCanceledException(cancellationToken);
        _checkpoint.Save(state, _trained, average.Values, optimizer);
        return new TrainingInterruptedException(state.Step, cancellationToken);
    }

    private bool HasStalled(TrainingState state) => _options.Patience > 0 && state.ValidationsWithoutGain >= _options.Patience;

    private double Update(AdamW optimizer, int step, ExampleOrder order, Func<int, int, Tensor> loss)
    {
        var total = 0.0;
        for (var i = 0; i < _options.Batch; i++)
        {
            using var scope = NewDisposeScope();
            var (index, epoch) = order.At((long)(step - 1) * _options.Batch + i);
            var value = loss(index, epoch);
            value.backward();
            total += value.item<float>();
        }
        var norm = optimizer.GradientNorm() / _options.Batch;
        if (!double.IsFinite(total) || !double.IsFinite(norm))
            throw new TrainingStoppedException(
                $"The loss of step {step} is no finite number (loss {total / _options.Batch}, gradient {norm}). Lower the learning rate ({_options.LearningRate}). {_checkpoint?.Where}");
        optimizer.Step(step, _options.RateAt(step), Math.Min(1, _options.ClipNorm / Math.Max(norm, 1e-12)) / _options.Batch);
        return total / _options.Batch;
    }
}
