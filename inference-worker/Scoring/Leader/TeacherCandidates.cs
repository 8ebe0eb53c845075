using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Students;

namespace MedRecCloud.InferenceWorker;

/// <summary>The small network behind a teacher's label head: adds what each drug's own history and usage say to its logit.</summary>
internal sealed class TeacherCandidates : IDisposable
{
    private static readonly string[] s_inputs = [CandidateGraph.Labels, CandidateGraph.Candidates];
    private static readonly string[] s_outputs = [CandidateGraph.Logits];

    private readonly OnnxModel _model;
    private readonly ModelPackage _package;

    /// <param name="model">Owned from now on.</param>
    /// <exception cref="ModelPackageException">The network reads other columns than this version encodes.</exception>
    public TeacherCandidates(OnnxModel model, ModelPackage package)
    {
        (_model, _package) = (model, package);
        if (model.Inputs.GetValueOrDefault(CandidateGraph.Candidates)?.Dimensions is [_, _, var columns] && columns == CandidateColumns.Count) return;
        model.Dispose();
        throw new ModelPackageException($"{package.Version} reads other columns of each drug's history and usage than the {CandidateColumns.Count} that this version encodes. Train and export it again.");
    }

    /// <param name="labels">The label head's logits, patient by patient.</param>
    public NativeTensor Add(NativeTensor labels, IReadOnlyList<Prompt> prompts)
    {
        using var logits = NativeTensor.Floats(_model.Ledger, prompts.Count, _package.Manifest.Candidates.Length);
        labels.Span<float>().CopyTo(logits.Span<float>());
        using var columns = NativeTensor.Integers(_model.Ledger, prompts.Count, _package.Manifest.Candidates.Length, CandidateColumns.Count);
        var rows = columns.Span<long>();
        var next = 0;
        foreach (var prompt in prompts)
            foreach (var category in CandidateColumns.Of(prompt, _package.Usage.For(prompt.Aspects), _package.Manifest.Candidates))
                rows[next++] = category;
        return _model.Run(s_inputs, [logits.Value, columns.Value], s_outputs, keepOnDevice: 1)[0];
    }

    public void Dispose() => _model.Dispose();
}
