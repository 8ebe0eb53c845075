using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Tests.Model;
using TorchSharp;

namespace MedRecCloud.Training.Tests.Learning;

public sealed class TrainingLoopTests
{
    private static readonly PackedExample[] Examples = Tiny.Examples(64);

    [TorchFact]
    public void A_small_decoder_learns_which_drug_a_patient_needs()
    {
        using var model = Tiny.Model();
        var before = Accuracy(model);
        var (score, _) = Loop(steps: 400).Run(Examples.Length, (index, _) => AnswerLoss.Packed(model, Examples[index]), () => Accuracy(model), default);
        Assert.True(before < 0.8, $"The untrained model already answers {before:P0}.");
        Assert.True(score > 0.97, $"The trained model answers {score:P0}.");
        Assert.Equal(score!.Value, Accuracy(model), 6);

        TrainingLoop Loop(int steps) => new(new TrainingOptions { Steps = steps, Batch = 4, LearningRate = 2e-3, ValidateEvery = 25 }, model.Parameters);
    }

    [TorchFact]
    public void An_adapter_alone_learns_on_a_frozen_base()
    {
        using var model = Pretrained();
        var frozen = TorchTensors.ToArray(model.Decoder.Parameters["model.layers.0.self_attn.q_proj.weight"]);
        var swapped = Examples.Select(example => example with { Candidates = [.. example.Candidates.Select(c => c with { Yes = !c.Yes })] }).ToArray();
        model.Adapter = new LoraAdapter(Tiny.Config, new LoraOptions { Targets = ["q_proj", "v_proj", "o_proj", "up_proj", "down_proj"] }, seed: 5);
        var loop = new TrainingLoop(new TrainingOptions { Steps = 100, Batch = 4, LearningRate = 2e-2, WeightDecay = 0, ValidateEvery = 50 }, model.Adapter.Parameters);
        loop.Run(swapped.Length, (index, _) => AnswerLoss.Packed(model, swapped[index]), null, default);
        var opposite = Accuracy(model);
        Assert.True(opposite < 0.5, $"The adapter was trained to say the opposite, and still answers {opposite:P0} as the base does.");
        Assert.Equal(frozen, TorchTensors.ToArray(model.Decoder.Parameters["model.layers.0.self_attn.q_proj.weight"]));
        model.Adapter.Dispose();
        model.Adapter = null;
        Assert.True(Accuracy(model) > 0.9, "Without its adapter the base is as it was.");
    }

    [TorchFact]
    public void The_same_seed_gives_the_same_model_and_another_seed_another()
    {
        var (first, again, other) = (Trained(seed: 1), Trained(seed: 1), Trained(seed: 2));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        static float[] Trained(int seed)
        {
            using var model = Tiny.Model();
            new TrainingLoop(new TrainingOptions { Steps = 5, Seed = seed }, model.Parameters)
                .Run(Examples.Length, (index, _) => AnswerLoss.Packed(model, Examples[index]), null, default);
            return TorchTensors.ToArray(model.Parameters["model.embed_tokens.weight"]);
        }
    }

    [TorchFact]
    public void A_run_resumed_from_its_checkpoint_ends_where_an_unbroken_one_does()
    {
        using var folder = new TemporaryFolder();
        using var unbroken = Tiny.Model();
        Run(unbroken, steps: 8, stopAfter: 99, folder["unbroken"]);
        using (var stopped = Tiny.Model())
            Assert.Throws<TrainingInterruptedException>(() => Run(stopped, steps: 8, stopAfter: 5, folder["stopped"]));
        // Killed, it has the checkpoint of its last validation alone.
        using (var killed = Tiny.Model())
            Assert.Throws<InvalidOperationException>(() => Run(killed, steps: 8, stopAfter: 5, folder["killed"], kill: true));
        foreach (var checkpoint in (string[])["stopped", "killed"])
        {
            using var resumed = Tiny.Model(seed: 99);
            Run(resumed, steps: 8, stopAfter: 99, folder[checkpoint]);
            foreach (var name in unbroken.Parameters.Keys)
                Assert.Equal(TorchTensors.ToArray(unbroken.Parameters[name]), TorchTensors.ToArray(resumed.Parameters[name]));
        }

        static void Run(AnswerModel model, int steps, int stopAfter, string path, bool kill = false)
        {
            using var stop = new CancellationTokenSource();
            new TrainingLoop(new TrainingOptions { Steps = steps, ValidateEvery = 2 }, model.Parameters, new Checkpoint(path, "run"), new StopAt(stopAfter, stop, kill))
                .Run(Examples.Length, (index, _) => AnswerLoss.Packed(model, Examples[index]), null, stop.Token);
        }
    }

    [TorchFact]
    public void A_stopped_run_saves_the_step_it_was_at_and_says_so()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        using var model = Tiny.Model();
        var error = Assert.Throws<TrainingInterruptedException>(() =>
            new TrainingLoop(new TrainingOptions { Steps = 100, ValidateEvery = 50 }, model.Parameters, new Checkpoint(folder["run"], "run"), new StopAt(3, stop))
                .Run(Examples.Length, (index, _) => AnswerLoss.Packed(model, Examples[index]), null, stop.Token));
        Assert.Contains("step 3", error.Message);
        using var file = new MedRecCloud.Models.Tensors.SafetensorsFile(folder["run"]);
        Assert.Equal("3", file.Metadata["step"]);
    }

    [TorchFact]
    public void The_average_of_the_weights_is_judged_and_kept_and_survives_a_stop()
    {
        using var folder = new TemporaryFolder();
        var options = new TrainingOptions { Steps = 8, ValidateEvery = 4, Average = 0.9, LearningRate = 1e-2 };
        using var plain = Tiny.Model();
        new TrainingLoop(options with { Average = 0 }, plain.Parameters).Run(Examples.Length, (index, _) => AnswerLoss.Packed(plain, Examples[index]), null, default);
        using var averaged = Tiny.Model();
        var (judged, score) = (new List<float[]>(), 0.0);
        Run(averaged, options, folder["unbroken"], 99, () => judged.Add(Norm(averaged)));
        Assert.Equal(judged[^1], Norm(averaged));
        // Half way between where it began and where it ended, and not at its end.
        var (start, end) = (Norm(Tiny.Model()), Norm(plain));
        Assert.True(Distance(Norm(averaged), end) > 0.05 * Distance(start, end) && Distance(Norm(averaged), start) < Distance(start, end));
        using (var stopped = Tiny.Model())
            Assert.Throws<TrainingInterruptedException>(() => Run(stopped, options, folder["resumed"], 5, () => { }));
        using var resumed = Tiny.Model(seed: 99);
        Run(resumed, options, folder["resumed"], 99, () => { });
        Assert.Equal(Norm(averaged), Norm(resumed));

        static float[] Norm(AnswerModel model) => TorchTensors.ToArray(model.Parameters["model.embed_tokens.weight"]);
        static double Distance(float[] one, float[] other) => Math.Sqrt(one.Zip(other, (a, b) => (a - b) * (double)(a - b)).Sum());
        void Run(AnswerModel model, TrainingOptions options, string path, int stopAfter, Action judge)
        {
            using var stop = new CancellationTokenSource();
            new TrainingLoop(options, model.Parameters, new Checkpoint(path, "run"), new StopAt(stopAfter, stop)).Run(Examples.Length, (index, _) => AnswerLoss.Packed(model, Examples[index]), () =>
            {
                judge();
                return ++score;
            }, stop.Token);
        }
    }

    [TorchFact]
    public void A_checkpoint_of_another_run_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var model = Tiny.Model();
        Run("one");
        var error = Assert.Throws<TrainingStoppedException>(() => Run("two"));
        Assert.Contains("other data or options", error.Message);

        void Run(string name) => new TrainingLoop(new TrainingOptions { Steps = 1 }, model.Parameters, new Checkpoint(folder["run"], name))
            .Run(Examples.Length, (index, _) => AnswerLoss.Packed(model, Examples[index]), null, default);
    }

    [TorchFact]
    public void A_checkpoint_that_is_cut_off_is_told_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        using var model = Tiny.Model();
        Run();
        foreach (var length in (int[])[3000, 0])
        {
            File.WriteAllBytes(folder["run"], File.ReadAllBytes(folder["run"])[..length]);
            var error = Assert.Throws<TrainingStoppedException>(Run);
            Assert.Contains($"Remove {folder["run"]}", error.Message);
        }

        void Run() => new TrainingLoop(new TrainingOptions { Steps = 1 }, model.Parameters, new Checkpoint(folder["run"], "run"))
            .Run(Examples.Length, (index, _) => AnswerLoss.Packed(model, Examples[index]), null, default);
    }

    [TorchFact]
    public void A_loss_that_is_no_number_stops_the_run_and_leaves_the_checkpoint_whole()
    {
        using var folder = new TemporaryFolder();
        using var model = Tiny.Model();
        var calls = 0;
        var error = Assert.Throws<TrainingStoppedException>(() =>
            new TrainingLoop(new TrainingOptions { Steps = 9, ValidateEvery = 2 }, model.Parameters, new Checkpoint(folder["run"], "run"))
                .Run(Examples.Length, (index, _) => AnswerLoss.Packed(model, Examples[index]) * torch.tensor(++calls < 4 ? 1f : float.NaN), null, default));
        Assert.Contains("step 4", error.Message);
        Assert.Contains(folder["run"], error.Message);
        using var file = new MedRecCloud.Models.Tensors.SafetensorsFile(folder["run"]);
        Assert.Equal("2", file.Metadata["step"]);
        Assert.All(file.Names, name => Assert.All(file.Read(name), value => Assert.True(float.IsFinite(value))));
    }

    [SkippableFact]
    public void A_full_disk_stops_the_run_and_leaves_the_checkpoint_before_whole()
    {
        Skip.IfNot(File.Exists("/dev/full"), "There is no device here that is always full.");
        Skip.IfNot(MedRecCloud.Training.Native.LibTorch.IsAvailable(out var reason), reason);
        using var folder = new TemporaryFolder();
        using var model = Tiny.Model();
        Run(steps: 1);
        var before = File.ReadAllBytes(folder["run"]);
        File.CreateSymbolicLink(folder["run"] + ".writing", "/dev/full");
        var error = Assert.Throws<TrainingStoppedException>(() => Run(steps: 2));
        Assert.Contains("cannot be written", error.Message);
        Assert.Equal(before, File.ReadAllBytes(folder["run"]));

        void Run(int steps) => new TrainingLoop(new TrainingOptions { Steps = steps, ValidateEvery = 1 }, model.Parameters, new Checkpoint(folder["run"], "run"))
            .Run(Examples.Length, (index, _) => AnswerLoss.Packed(model, Examples[index]), null, default);
    }

    [TorchFact]
    public void Training_stops_early_and_returns_the_best_parameters()
    {
        using var model = Tiny.Model();
        double[] scores = [0.1, 0.5, 0.4, 0.3, 0.9];
        var seen = new List<float[]>();
        var (score, step) = new TrainingLoop(new TrainingOptions { Steps = 50, ValidateEvery = 2, Patience = 2 }, model.Parameters)
            .Run(Examples.Length, (index, _) => AnswerLoss.Packed(model, Examples[index]), () =>
            {
                seen.Add(TorchTensors.ToArray(model.Parameters["model.norm.weight"]));
                return scores[seen.Count - 1];
            }, default);
        Assert.Equal((0.5, 4, 4), (score!.Value, step, seen.Count));
        Assert.Equal(seen[1], TorchTensors.ToArray(model.Parameters["model.norm.weight"]));
    }

    [TorchFact]
    public void A_language_model_learns_a_text_by_heart()
    {
        using var model = Tiny.Model();
        long[] text = [.. Enumerable.Range(0, 34).Select(i => (long)(i * 7 % 23))];
        double Loss() { using var scope = torch.NewDisposeScope(); return LanguageLoss.Of(model.Decoder, text, 2).item<float>(); }
        var before = Loss();
        new TrainingLoop(new TrainingOptions { Steps = 60, LearningRate = 1e-2 }, model.Decoder.Parameters).Run(1, (_, _) => LanguageLoss.Of(model.Decoder, text, 2), null, default);
        Assert.InRange(before, 5.5, 7);
        Assert.InRange(Loss(), 0, 0.2);
    }

    private static AnswerModel Pretrained()
    {
        using var model = Tiny.Model();
        new TrainingLoop(new TrainingOptions { Steps = 100, Batch = 4, LearningRate = 5e-3 }, model.Parameters)
            .Run(Examples.Length, (index, _) => AnswerLoss.Packed(model, Examples[index]), null, default);
        var source = new ParameterSource(model.Parameters);
        return new AnswerModel(new TorchDecoder(Tiny.Config, source, trainable: false), model.HeadShape, source.Read(model.HeadShape.Tensor));
    }

    /// <summary>Share of the candidates answered rightly.</summary>
    private static double Accuracy(AnswerModel model)
    {
        using var unrecorded = torch.no_grad();
        return Examples.Take(16).Average(example =>
        {
            using var scope = torch.NewDisposeScope();
            var packed = PackedSequences.Of(example.Prefix, [.. example.Candidates.Select(candidate => candidate.Suffix)]);
            var logits = TorchTensors.ToArray(model.Logits(TokenBatch.Of(packed, example.Prefix.Length), torch.tensor(packed.Rows)));
            return example.Candidates.Select((candidate, i) => logits[2 * i] > logits[2 * i + 1] == candidate.Yes ? 1.0 : 0).Average();
        });
    }

    private sealed class StopAt(int step, CancellationTokenSource stop, bool kill = false) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step && kill)
                throw new InvalidOperationException("Killed.");
            if (value.Step == step)
                stop.Cancel();
        }
    }
}
