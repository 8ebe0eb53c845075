namespace MedRecCloud.Training.Learning;

/// <summary>Leaves whole fields (lines) of a prompt out by chance: a small data set is otherwise learnt by heart, patient by patient.</summary>
internal static class FieldDropout
{
    /// <param name="prefix">The shared part, one field per line.</param>
    /// <param name="share">Chance of each field to be left out, 0 to 1.</param>
    public static string Of(string prefix, double share, Random random) =>
        share <= 0 ? prefix : string.Concat(prefix.SplitLines().Where(_ => random.NextDouble() >= share));

    private static IEnumerable<string> SplitLines(this string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is var found and >= 0 ? found + 1 : text.Length;
            yield return text[start..end];
            start = end;
        }
    }
}
