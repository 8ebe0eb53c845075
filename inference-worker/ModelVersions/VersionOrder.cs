namespace MedRecCloud.InferenceWorker;

/// <summary>Orders versions by their dot-separated parts, numbers by value: 1.10 is newer than 1.9.</summary>
internal sealed class VersionOrder : IComparer<string>
{
    public static VersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = ((x ?? "").Split('.', '-'), (y ?? "").Split('.', '-'));
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var order = ComparePart(left.ElementAtOrDefault(i), right.ElementAtOrDefault(i));
            if (order != 0) return order;
        }

        return 0;
    }

    private static int ComparePart(string? x, string? y) => (x, y) switch
    {
        (null, _) => -1,
        (_, null) => 1,
        _ when long.TryParse(x, out var left) && long.TryParse(y, out var right) => left.CompareTo(right),
        _ => string.CompareOrdinal(x, y),
    };
}
