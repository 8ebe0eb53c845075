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
    private static readonly string[] Inputs = [StudentGraph.Diagnoses, StudentGraph.Procedures, StudentGraph.Medications, StudentGraph.Profile, StudentGraph.Candidates];
    private readonly ModelPackage _package;
    private readonly StudentEncoder _encoder;
    private readonly InferenceSession _session;

    public StudentScorer(ModelPackage package)
    {
        _package = package;
        var architecture = StudentArchitecture.Of(package.Manifest.Architecture);
        _encoder = new StudentEncoder(StudentVocabulary.Read(package.PathOf(architecture.Vocabulary)), architecture, package.Manifest.Candidates, package.Usage);
        _session = new InferenceSession(package.PathOf(ModelPackage.GraphFile));
    }

    public ValueTask<CandidateScores> ScoreAsync(Prompt prompt, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var batch = new StudentBatch([_encoder.Encode(prompt)]);
        long[] shape = [1, batch.Visits, batch.Codes];
        using var diagnoses = OrtValue.CreateTensorValueFromMemory(batch.Diagnoses, shape);
        using var procedures = OrtValue.CreateTensorValueFromMemory(batch.Procedures, shape);
        using var medications = OrtValue.CreateTensorValueFromMemory(batch.Medications, shape);
        using var profile = OrtValue.CreateTensorValueFromMemory(batch.Profile, [1, batch.Profile.Length]);
        using var candidates = OrtValue.CreateTensorValueFromMemory(batch.Candidates, [1, batch.Drugs, CandidateColumns.Count]);
        using var options = new RunOptions();
        using var answers = _session.Run(options, Inputs, [diagnoses, procedures, medications, profile, candidates], [StudentGraph.LabelLogits]);
        return ValueTask.FromResult(PackageScorers.Scores(_package, [.. answers[0].GetTensorDataAsSpan<float>().ToArray().Select(logit => (double)logit)]));
    }

    public void Dispose() => _session.Dispose();
}
