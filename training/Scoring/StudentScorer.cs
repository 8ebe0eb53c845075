using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Students;
using Microsoft.ML.OnnxRuntime;

namespace MedRecCloud.Training.Scoring;

/// <summary>LEADER's student, one patient a call.</summary>
internal sealed class StudentScorer : IPackageScorer
{
    private static readonly string[] Inputs = [StudentGraph.Diagnoses, StudentGraph.Procedures, StudentGraph.Medications, StudentGraph.Profile];
    private readonly ModelPackage _package;
    private readonly StudentArchitecture _architecture;
    private readonly StudentVocabulary _vocabulary;
    private readonly InferenceSession _session;

    public StudentScorer(ModelPackage package)
    {
        _package = package;
        _architecture = StudentArchitecture.Of(package.Manifest.Architecture);
        _vocabulary = StudentVocabulary.Read(package.PathOf(_architecture.Vocabulary));
        _session = new InferenceSession(package.PathOf(ModelPackage.GraphFile));
    }

    public ValueTask<CandidateScores> ScoreAsync(Prompt prompt, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var batch = new StudentBatch([StudentInput.Encode(prompt.Codes, _vocabulary, _architecture)]);
        long[] shape = [1, batch.Visits, batch.Codes];
        using var diagnoses = OrtValue.CreateTensorValueFromMemory(batch.Diagnoses, shape);
        using var procedures = OrtValue.CreateTensorValueFromMemory(batch.Procedures, shape);
        using var medications = OrtValue.CreateTensorValueFromMemory(batch.Medications, shape);
        using var profile = OrtValue.CreateTensorValueFromMemory(batch.Profile, [1, batch.Profile.Length]);
        using var options = new RunOptions();
        using var answers = _session.Run(options, Inputs, [diagnoses, procedures, medications, profile], [StudentGraph.LabelLogits]);
        return ValueTask.FromResult(PackageScorers.Scores(_package, [.. answers[0].GetTensorDataAsSpan<float>().ToArray().Select(logit => (double)logit)]));
    }

    public void Dispose() => _session.Dispose();
}
