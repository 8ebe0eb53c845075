using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.Training.Scoring;

/// <summary>A LAMO package whose second reader, a LEADER student, scores every prompt too: their calibrated probabilities are averaged.</summary>
internal sealed class SecondReaderScorer(ModelPackage package) : IPackageScorer
{
    private readonly LamoScorer _first = new(package);
    private readonly StudentScorer _second = new(package.Second!);

    public async ValueTask<CandidateScores> ScoreAsync(Prompt prompt, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var first = await _first.ScoreAsync(prompt, deadline, cancellationToken);
        var second = await _second.ScoreAsync(prompt, deadline, cancellationToken);
        var average = first.Scores.Zip(second.Scores, (one, other) => package.Manifest.Second!.Average(one.Probability, other.Probability)).ToList();
        return PackageScorers.Scores(package, [.. first.Scores.Select(score => score.Logit)], average, first.Cut);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }
}
