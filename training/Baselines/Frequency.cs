namespace MedRecCloud.Training.Baselines;

/// <summary>How often each drug is ordered in training encounters with orders, 0 to 1.</summary>
internal static class Frequency
{
    public static double[] Of(BaselineData data)
    {
        var counts = data.WithOrders.SelectMany(sample => sample.Labels).CountBy(name => name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var encounters = Math.Max(1, data.WithOrders.Count());
        return [.. data.Drugs.Select(drug => (double)counts.GetValueOrDefault(drug) / encounters)];
    }
}
