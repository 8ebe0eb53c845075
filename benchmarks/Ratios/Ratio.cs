namespace MedRecCloud.Benchmarks;

/// <summary>Two figures measured side by side in one run, and how they stand to each other.</summary>
/// <param name="Name">What was compared, as <c>messaging.receive</c>.</param>
/// <param name="Value">Numerator by denominator.</param>
/// <param name="Goal">The least the ratio should be.</param>
/// <param name="Met">Whether it is.</param>
/// <param name="Numerator">What the first figure is, with its unit.</param>
/// <param name="NumeratorValue">The first figure.</param>
/// <param name="Denominator">What the second figure is, with its unit.</param>
/// <param name="DenominatorValue">The second figure.</param>
internal sealed record Ratio(
    string Name, double Value, double Goal, bool Met, string Numerator, double NumeratorValue, string Denominator, double DenominatorValue)
{
    /// <summary>Processor, wall clock and memory behind the figures, where they mean something; keys carry the unit.</summary>
    public IReadOnlyDictionary<string, double> Costs { get; init; } = new Dictionary<string, double>();

    public static Ratio Of(string name, double goal, string numerator, double numeratorValue, string denominator, double denominatorValue)
    {
        var value = numeratorValue / denominatorValue;
        return new Ratio(name, value, goal, value >= goal, numerator, numeratorValue, denominator, denominatorValue);
    }
}
