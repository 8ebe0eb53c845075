using MedRecCloud.Models.Students;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Students;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>The student's loss: labels, the teacher's hidden states through a projector, and the profile aligned with the true prescription.</summary>
internal sealed class StudentTraining : IDisposable
{
    private readonly TorchStudent _student;
    private readonly DistillSettings _settings;
    private readonly StudentInput[] _inputs;
    private readonly float[][] _labels;
    private readonly float[][]? _hidden;
    private readonly int[][] _prescriptions;
    private readonly Dictionary<string, Parameter> _projectors;
    private readonly Scalar _labelWeight, _alpha, _beta;

    /// <param name="samples">Training encounters.</param>
    /// <param name="inputs">The same, encoded.</param>
    /// <param name="hidden">The teacher's hidden state of each; null without a teacher.</param>
    public StudentTraining(TorchStudent student, StudentVocabulary vocabulary, IReadOnlyList<Sample> samples, StudentInput[] inputs, IReadOnlyList<string> drugs, float[][]? hidden, DistillSettings settings)
    {
        (_student, _settings, _inputs, _hidden) = (student, settings, inputs, hidden);
        (_labelWeight, _alpha, _beta) = (settings.LabelWeight, settings.Alpha, settings.Beta);
        _labels = [.. samples.Select(sample => drugs.Select(drug => sample.Labels.Contains(drug) ? 1f : 0f).ToArray())];
        _prescriptions = [.. samples.Select(sample => sample.Labels.Select(vocabulary.Medication).Take(student.Config.MaxCodes).ToArray())];
        var (width, middle) = (student.Config.HiddenSize, student.Config.Middle);
        var random = new Random(settings.Training.Seed);
        _projectors = new()
        {
            ["align.prescription"] = Projector(width, width, random),
            ["align.profile"] = Projector(width, width, random),
        };
        if (hidden is not null)
            _projectors["distill.projector"] = Projector(hidden[0].Length, middle, random);
    }

    /// <summary>The student's own parameters and the projectors that only training needs.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters => _student.Parameters.Concat(_projectors).ToDictionary();

    public int Batches => (_inputs.Length + _settings.Batch - 1) / _settings.Batch;

    /// <summary>The loss of one batch of an epoch. Dropout is drawn from batch and epoch, so that a resumed run draws the same.</summary>
    public Tensor Loss(int batch, int epoch)
    {
        manual_seed(unchecked((_settings.Training.Seed * 486_187_739L + epoch) * 16_777_619 + batch));
        var order = new ExampleOrder(_inputs.Length, _settings.Training.Seed + 1);
        var members = Enumerable.Range(batch * _settings.Batch, Math.Min(_settings.Batch, _inputs.Length - batch * _settings.Batch))
            .Select(place => order.At((long)epoch * _inputs.Length + place).Index).ToArray();
        _student.Dropout = _settings.Dropout;
        var answer = _student.Score(new StudentBatch([.. members.Select(i => _inputs[i])]));
        var loss = nn.functional.binary_cross_entropy_with_logits(answer.Logits, Rows(_labels, members)) * _labelWeight;
        if (_hidden is not null)
            loss = loss.Plus(nn.functional.mse_loss(answer.Middle.matmul(_projectors["distill.projector"].t()), Rows(_hidden, members)) * _alpha);
        if (_settings.Beta > 0)
            loss = loss.Plus(Alignment(answer.Profile, members) * _beta);
        _student.Dropout = 0;
        return loss;
    }

    public void Dispose()
    {
        foreach (var projector in _projectors.Values)
            projector.Dispose();
        _labelWeight.Dispose();
        _alpha.Dispose();
        _beta.Dispose();
    }

    /// <summary>Symmetric InfoNCE between profiles and true prescriptions. The positive pair stands in the denominator too: without it, as in the reference code, a batch of one is infinite.</summary>
    private Tensor Alignment(Tensor profile, int[] members)
    {
        // An encounter without orders has no prescription to align with.
        var places = Enumerable.Range(0, members.Length).Where(i => _prescriptions[members[i]].Length > 0).ToArray();
        if (places.Length < 2)
            return zeros(1).sum();
        var longest = places.Max(i => _prescriptions[members[i]].Length);
        var ids = new long[places.Length * longest];
        for (var row = 0; row < places.Length; row++)
            for (var i = 0; i < _prescriptions[members[places[row]]].Length; i++)
                ids[row * longest + i] = _prescriptions[members[places[row]]][i];
        var one = Unit(_student.Prescription(tensor(ids, [places.Length, longest])).matmul(_projectors["align.prescription"].t()));
        var other = Unit(profile.index_select(0, tensor(places.Select(place => (long)place).ToArray())).matmul(_projectors["align.profile"].t()));
        var likeness = one.matmul(other.t());
        var diagonal = tensor(Enumerable.Range(0, places.Length).Select(place => (long)place).ToArray());
        return nn.functional.cross_entropy(likeness, diagonal).Plus(nn.functional.cross_entropy(likeness.t(), diagonal)) / TorchScalars.Two;
    }

    private static Tensor Unit(Tensor rows) => rows / (rows * rows).sum([-1L], keepdim: true).Plus(TorchScalars.Tiny).sqrt();

    private static Tensor Rows(float[][] table, int[] members) => tensor(members.SelectMany(i => table[i]).ToArray(), [members.Length, table[0].Length]);

    private static Parameter Projector(int outputs, int inputs, Random random) =>
        TorchTensors.Parameter([.. Enumerable.Range(0, outputs * inputs).Select(_ => (float)((random.NextDouble() * 2 - 1) * Math.Sqrt(3.0 / inputs)))], [outputs, inputs], trainable: true);
}
