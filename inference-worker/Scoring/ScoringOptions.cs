using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker;

/// <summary>How requests are scheduled and scored.</summary>
internal sealed class ScoringOptions
{
    public const string Section = "Scoring";

    /// <summary>Requests (on a GPU: batches) computed side by side; 0: one per core on a CPU, one on a GPU. Default 0.</summary>
    [Range(0, 256)]
    public int Lanes { get; set; }

    /// <summary>Within how long after it entered the queue a live request is answered; later, the fallback model answers. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan LiveDeadline { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The same for a cohort's request. Default 7 days: quality before speed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "90.00:00:00")]
    public TimeSpan CohortDeadline { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The delivery of a cohort's shard at which it is given up: its encounters are listed as failures. As many as the queue delivers a message, else it would be dead-lettered first. Default 10.</summary>
    [Range(2, 2000)]
    public int CohortDeliveries { get; set; } = 10;

    /// <summary>Candidates per pack; 0: measured at warm-up. Default 0.</summary>
    [Range(0, 1000)]
    public int PackSize { get; set; }

    /// <summary>Patients whose prefixes are computed in one batch; 0: 1 on a CPU (padding them together costs more there), 16 on a GPU. Default 0.</summary>
    [Range(0, 256)]
    public int PatientsPerBatch { get; set; }

    /// <summary>Padded prefix tokens of such a batch. Default 16384.</summary>
    [Range(256, 1_000_000)]
    public int TokensPerBatch { get; set; } = 16_384;

    /// <summary>Hard cap in MiB on all that scoring holds besides the weights: running requests and the prefix cache. Default 384.</summary>
    [Range(16, 1_000_000)]
    public int MemoryCapMiB { get; set; } = 384;

    /// <summary>Share of the cap that cached prefixes may take. Default 0.25; 0 turns the cache off.</summary>
    [Range(0.0, 0.9)]
    public double CacheShare { get; set; } = 0.25;

    /// <summary>How long a prefix stays cached: it is health data. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CacheLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>For how many of the best proposed drugs of a live request the influence of each prompt field is measured by leaving it out; 0: not at all. Default 3.</summary>
    [Range(0, 50)]
    public int InfluenceDrugs { get; set; } = 3;

    /// <summary>How many tokens the influences may cost at the most, as a multiple of the scoring's own. Default 1.</summary>
    [Range(0.0, 100.0)]
    public double InfluenceBudget { get; set; } = 1;
}

/// <summary>Refuses wrong scoring options at start-up.</summary>
[OptionsValidator]
internal sealed partial class ScoringOptionsValidator : IValidateOptions<ScoringOptions>;
