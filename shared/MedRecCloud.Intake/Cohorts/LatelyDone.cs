namespace MedRecCloud.Intake.Cohorts;

/// <summary>
/// How fast results came in the last quarter of an hour. What is left is reckoned by it: since its start a cohort may have been paused for a night, or have had fewer workers.
/// </summary>
internal sealed class LatelyDone(DateTimeOffset now)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private (DateTimeOffset Written, int Results)? _first;
    private int _results;

    public void Add(DateTimeOffset written, int results)
    {
        if (now - written > Window) return;
        _results += results;
        if (!(_first?.Written <= written)) _first = (written, results);
    }

    /// <summary>Results a second; null where too little came to tell.</summary>
    public double? Rate => _first is { } first && _results > first.Results && (now - first.Written).TotalSeconds is > 0 and var seconds ? (_results - first.Results) / seconds : null;
}
