using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Intake;

/// <summary>How events are turned into requests.</summary>
public sealed class IntakeOptions : IValidatableObject
{
    public const string Section = "Intake";

    /// <summary>Version of the prompt template, the one the model package names. Default medrec-2.</summary>
    [Required]
    public string PromptTemplate { get; set; } = "medrec-2";

    /// <summary>Longest prefix of a prompt, in characters. Default 6,000.</summary>
    [Range(500, 200_000)]
    public int MaxPrefixCharacters { get; set; } = 6_000;

    /// <summary>
    /// How long a request waits before it may be scored, so that a burst (an encounter and its notes within seconds) is scored once: a newer request makes the
    /// older one a cheap skip. Zero: at once. Default 1 second, half of what a clinician is made to wait at most.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:30:00")]
    public TimeSpan QuietPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Largest event taken in, in bytes; larger ones are dead-lettered. Default 16 MiB.</summary>
    [Range(1_024, 104_857_600)]
    public int MaxBodyBytes { get; set; } = 16 * 1024 * 1024;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Clinical.Prompts.PromptTemplates.All.All(template => template.Version != PromptTemplate))
            yield return new ValidationResult(
                $"{Section}:PromptTemplate is '{PromptTemplate}'; known are {string.Join(", ", Clinical.Prompts.PromptTemplates.All.Select(template => template.Version))}.");
    }
}

/// <summary>Refuses wrong intake options at start-up.</summary>
[OptionsValidator]
internal sealed partial class IntakeOptionsValidator : IValidateOptions<IntakeOptions>;
