using System.Collections.Immutable;

namespace MedRecCloud.Intake.Cohorts;

/// <summary><c>progress.json</c>: derived from plan and parts whenever it is asked for.</summary>
internal sealed record CohortProgress
{
    public const string Planning = "planning", Running = "running", Paused = "paused", Cancelled = "cancelled", Refused = "refused", Completed = "completed", Reporting = "reporting";

    public required string Id { get; init; }

    /// <summary>planning, running, paused, cancelled, refused or completed; in the file also reporting, as long as the report of all results is being made.</summary>
    public required string State { get; init; }

    /// <summary>Why, when refused; what keeps a planner from going on, when planning.</summary>
    public string? Reason { get; init; }

    public string? Tenant { get; init; }

    /// <summary>How far the source's <c>$export</c> is, while it runs.</summary>
    public string? Export { get; init; }

    /// <summary>Results planned so far, of each encounter one by each model; all of them once the state is no longer planning. Scored + abstained + failed in the end.</summary>
    public int Planned { get; init; }

    /// <summary>Encounters behind them.</summary>
    public int Encounters { get; init; }

    /// <summary>Models that score each encounter.</summary>
    public int Models { get; init; } = 1;

    /// <summary>Results with proposals.</summary>
    public int Scored { get; init; }

    public int Abstained { get; init; }

    public int Failed { get; init; }

    /// <summary>Results a second since the start; 0 before the first part.</summary>
    public double Rate { get; init; }

    /// <summary>When it will be done at the rate of the last quarter of an hour, or at that since the start where nothing came of late; null when that cannot be told.</summary>
    public DateTimeOffset? Estimate { get; init; }

    public DateTimeOffset? Started { get; init; }

    /// <summary>When the newest part was written; whole seconds.</summary>
    public DateTimeOffset? Newest { get; init; }

    /// <summary>What of the source was left out, by reason.</summary>
    public ImmutableSortedDictionary<string, long> Problems { get; init; } = ImmutableSortedDictionary<string, long>.Empty;
}
