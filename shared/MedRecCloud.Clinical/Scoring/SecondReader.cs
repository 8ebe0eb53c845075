namespace MedRecCloud.Clinical.Scoring;

/// <summary>
/// A second model in a package, a package of its own in the folder <see cref="Folder"/>: like two readers of one image, both score every encounter, each with its
/// own calibration, and the average counts. Models that err differently err less together.
/// </summary>
/// <param name="Weight">The second's share of the average, 0 to 1.</param>
public sealed record SecondReader(double Weight)
{
    public const string Folder = "second";

    /// <summary>The probability that counts, of what the package's model and the second say.</summary>
    public double Average(double first, double second) => first + Weight * (second - first);
}
