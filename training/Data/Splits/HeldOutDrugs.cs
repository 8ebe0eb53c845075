using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Training.Data.Splits;

/// <summary>
/// Keeps some drugs out of training altogether: as labels they are removed from training and validation, and are scored in the test by name alone.
/// Only drugs that are ordered in at least <see cref="FewestTestOrders"/> test encounters qualify; every third of them (by seeded hash) is held out.
/// </summary>
internal static class HeldOutDrugs
{
    public const int FewestTestOrders = 3;

    public static ImmutableArray<string> Choose(IEnumerable<Sample> test, int seed) =>
        [.. test.SelectMany(sample => sample.Labels).GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() >= FewestTestOrders).Select(group => group.Key)
            .Order(StringComparer.Ordinal).Where(name => SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{name}"))[0] % 3 == 0)];

    /// <summary>The samples without the drugs among their labels. The patients' histories keep them: a hospital's new drug is new to the model, not to the record.</summary>
    public static IEnumerable<Sample> Without(IEnumerable<Sample> samples, ImmutableArray<string> drugs) =>
        samples.Select(sample => sample with { Labels = sample.Labels.RemoveAll(name => drugs.Contains(name)) });
}
