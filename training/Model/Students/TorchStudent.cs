using System.Numerics;
using MedRecCloud.Models.Students;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Model.Candidates;
using MedRecCloud.Training.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Model.Students;

/// <summary>
/// LEADER's student: a set transformer over each visit's diagnoses, procedures and medicines, one visit transformer for the three streams, the patient's
/// profile in the medicines' stream in place of a present prescription, and a label head.
/// </summary>
/// <remarks>
/// Against the reference code: the present visit is never cut from a long history, the profile has its own embedding in the medicines' stream, and
/// visits know how recent they are, which there nothing tells.
/// </remarks>
internal sealed class TorchStudent : IDisposable
{
    private readonly Dictionary<string, Parameter> _parameters = [];
    private readonly TorchCandidates _candidates;
    private readonly Scalar _rootOfHeadSize;

    public TorchStudent(StudentConfig config, ITensorSource weights)
    {
        LibTorch.EnsureLoaded();
        (Config, _rootOfHeadSize) = (config, Math.Sqrt(config.HeadSize));
        _candidates = new TorchCandidates(config.Candidates, _parameters);
        foreach (var (name, shape) in StudentTensors.Of(config))
            _parameters[name] = TorchTensors.Parameter(weights, name, shape, trainable: true);
    }

    public StudentConfig Config { get; }

    public IReadOnlyDictionary<string, Parameter> Parameters => _parameters;

    /// <summary>Share of activations dropped while training; 0 to score.</summary>
    public double Dropout { get; set; }

    /// <param name="Logits">[B, labels].</param>
    /// <param name="Middle">[B, middle]: what is distilled, before its ReLU.</param>
    /// <param name="Profile">[B, hidden]: the profile's vector, which is aligned with the prescription.</param>
    internal sealed record Answer(Tensor Logits, Tensor Middle, Tensor Profile);

    public Answer Score(StudentBatch batch)
    {
        var profile = Profile(tensor(batch.Profile, [batch.Patients, Config.Profile.Count]));
        var recency = _parameters[StudentTensors.Recency].narrow(0, Config.MaxVisits - batch.Visits, batch.Visits);
        var (diagnoses, seenDiagnoses) = Sets(StudentTensors.Diagnosis, batch.Diagnoses, batch);
        var (procedures, seenProcedures) = Sets(StudentTensors.Procedure, batch.Procedures, batch);
        var (medications, seenMedications) = Sets(StudentTensors.Medication, batch.Medications, batch);
        // The present visit always counts, whatever was recorded in it; in the medicines' stream the profile stands in its place.
        var present = ones(batch.Patients, 1);
        var streams = new[]
        {
            Stream(diagnoses.Plus(recency), cat([seenDiagnoses.narrow(1, 0, batch.Visits - 1), present], 1)),
            Stream(procedures.Plus(recency), cat([seenProcedures.narrow(1, 0, batch.Visits - 1), present], 1)),
            Stream(cat([medications.narrow(1, 0, batch.Visits - 1), profile.unsqueeze(1)], 1).Plus(recency), cat([seenMedications.narrow(1, 0, batch.Visits - 1), present], 1)),
        };
        var middle = Linear(StudentTensors.Middle, cat([.. streams.SelectMany(stream => new[] { stream.Mean, stream.Present })], -1));
        var open = Dropped(nn.functional.relu(middle));
        return new Answer(_candidates.Add(Linear(StudentTensors.Labels, open), open, batch.Candidates, Dropped), middle, profile);
    }

    /// <summary>The vector of a set of medicines, as the medicines' set transformer sees it: [B, hidden].</summary>
    public Tensor Prescription(Tensor ids) => Pooled(StudentTensors.Medication, ids);

    public void Dispose()
    {
        foreach (var parameter in _parameters.Values)
            parameter.Dispose();
        _rootOfHeadSize.Dispose();
    }

    /// <summary>One vector per visit, and whether it holds any code. Sets of like size are read together: most are far smaller than the longest, and padding changes no answer.</summary>
    private (Tensor Visits, Tensor Seen) Sets(string kind, long[] ids, StudentBatch batch)
    {
        var sizes = Enumerable.Range(0, batch.Patients * batch.Visits).Select(set => ids.AsSpan(set * batch.Codes, batch.Codes).TrimEnd(0L).Length).ToArray();
        var (read, order) = (new List<Tensor> { zeros(1, Config.HiddenSize) }, new long[sizes.Length]);
        var next = 1L;
        foreach (var alike in sizes.Select((size, set) => (Size: size, Set: set)).Where(entry => entry.Size > 0).GroupBy(entry => BitOperations.Log2((uint)entry.Size)))
        {
            var (sets, longest) = (alike.Select(entry => entry.Set).ToArray(), alike.Max(entry => entry.Size));
            long[] own = [.. sets.SelectMany(set => ids.AsSpan(set * batch.Codes, longest).ToArray())];
            read.Add(Pooled(kind, tensor(own, [sets.Length, longest])));
            foreach (var set in sets)
                order[set] = next++;
        }
        var seen = tensor(sizes.Select(size => size > 0 ? 1f : 0f).ToArray(), [batch.Patients, batch.Visits]);
        return (cat([.. read], 0).index_select(0, tensor(order)).reshape(batch.Patients, batch.Visits, Config.HiddenSize), seen);
    }

    /// <param name="ids">[sets, codes].</param>
    private Tensor Pooled(string kind, Tensor ids)
    {
        var mask = ids.ne(TorchScalars.Zero).to(ScalarType.Float32);
        var embedded = _parameters[StudentTensors.Embedding(kind)].index_select(0, ids.reshape(-1)).reshape([.. ids.shape, Config.HiddenSize]);
        return Mean(Block(kind, Dropped(embedded), mask), mask);
    }

    private (Tensor Mean, Tensor Present) Stream(Tensor visits, Tensor mask)
    {
        var states = Block(StudentTensors.Visit, visits, mask);
        return (Mean(states, mask), states.select(1, states.shape[1] - 1));
    }

    private Tensor Profile(Tensor categories)
    {
        var fields = Enumerable.Range(0, Config.Profile.Count).Select(field => _parameters[StudentTensors.Profile(field)].index_select(0, categories.select(1, field)));
        return Linear(StudentTensors.ProfileProject, cat([.. fields], -1));
    }

    /// <summary>One pre-norm transformer layer over the last but one dimension; hidden members neither speak nor listen.</summary>
    private Tensor Block(string name, Tensor members, Tensor mask)
    {
        var normed = Norm($"{name}.norm1", members);
        var (query, key, value) = (Heads(Weight($"{name}.query", normed)), Heads(Weight($"{name}.key", normed)), Heads(Weight($"{name}.value", normed)));
        var hidden = mask.Plus(TorchScalars.MinusOne) * TorchScalars.Far;
        var scores = (query.matmul(key.transpose(-2, -1)) / _rootOfHeadSize).Plus(hidden.unsqueeze(-2).unsqueeze(-2));
        var attended = nn.functional.softmax(scores, -1).matmul(value).transpose(-3, -2).reshape(members.shape);
        var after = members.Plus(Dropped(Linear($"{name}.out", attended)));
        return after.Plus(Dropped(Linear($"{name}.down", nn.functional.gelu(Linear($"{name}.up", Norm($"{name}.norm2", after))))));
    }

    private Tensor Heads(Tensor input) => input.reshape([.. input.shape[..^1], Config.Heads, Config.HeadSize]).transpose(-3, -2);

    private Tensor Norm(string name, Tensor input) =>
        nn.functional.layer_norm(input, [Config.HiddenSize], _parameters[$"{name}.weight"], _parameters[$"{name}.bias"], 1e-5);

    private Tensor Weight(string name, Tensor input) => input.matmul(_parameters[$"{name}.weight"].t());

    private Tensor Linear(string name, Tensor input) => Weight(name, input).Plus(_parameters[$"{name}.bias"]);

    private Tensor Dropped(Tensor input) => Dropout > 0 ? nn.functional.dropout(input, Dropout, training: true) : input;

    private static Tensor Mean(Tensor members, Tensor mask) =>
        (members * mask.unsqueeze(-1)).sum(-2) / mask.sum(-1, keepdim: true).clamp_min(TorchScalars.One);
}
