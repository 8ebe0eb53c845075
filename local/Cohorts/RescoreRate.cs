namespace MedRecCloud.Local.Cohorts;

/// <summary>
/// Results a second of the last moments. Results come in parts, some of them minutes apart: what is remembered are the moments in which something came, so that a slow
/// cohort has a rate too.
/// </summary>
internal sealed class RescoreRate(TimeProvider time)
{
    private const int Most = 12, Fewest = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    // The first is where it was when somebody began to watch.
    private readonly Queue<(long Time, int Done)> _seen = new();
    private int? _last;

    /// <param name="done">Results so far; fewer than before, where failures are driven again, begin anew.</param>
    /// <param name="sinceStart">The rate since the start, for as long as nothing has come.</param>
    public double Next(int done, double sinceStart)
    {
        if (done < _last) _seen.Clear();
        if (_last != done) _seen.Enqueue((time.GetTimestamp(), done));
        _last = done;
        while (_seen.Count > Most || (_seen.Count > Fewest && time.GetElapsedTime(_seen.Peek().Time) > Window)) _seen.Dequeue();
        var (first, before) = _seen.Peek();
        var seconds = time.GetElapsedTime(first).TotalSeconds;
        return seconds > 0 && done > before ? (done - before) / seconds : sinceStart;
    }
}
