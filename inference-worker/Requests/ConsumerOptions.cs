using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker;

/// <summary>How the worker takes messages.</summary>
internal sealed class ConsumerOptions
{
    public const string Section = "Consumer";

    /// <summary>Live requests in work at once; those that no lane has yet wait for the most urgent first. Default 32.</summary>
    [Range(1, 10_000)]
    public int Live { get; set; } = 32;

    /// <summary>Shards of cohorts in work at once; 0: this worker takes none. Default 2: one shard fills all lanes, a second bridges its end. More would keep shards from other workers.</summary>
    [Range(0, 10_000)]
    public int Cohort { get; set; } = 2;

    /// <summary>How long begun requests may take to end after a stop. Default 25 s, below the 30 s that container platforms grant.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(25);
}

/// <summary>Refuses wrong consumer options at start-up.</summary>
[OptionsValidator]
internal sealed partial class ConsumerOptionsValidator : IValidateOptions<ConsumerOptions>;
