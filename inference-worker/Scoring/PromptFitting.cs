using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// Brings a request's prompt into the form and length a model reads. Only the template knows what is oldest, so a prompt that is too long is composed again, shorter:
/// its oldest history goes first, and <see cref="Prompt.Cut"/> says what went.
/// </summary>
internal static class PromptFitting
{
    private const int Attempts = 8;
    private const double Margin = 0.97;

    /// <exception cref="PromptTooLongException">Even the shortest prompt does not fit, or the template is not known here.</exception>
    public static (Prompt Prompt, IPreparedPrompt Prepared) Fit(
        Prompt prompt, ClinicalContext context, IScoringEngine engine, ModelManifest manifest, KnownTemplates templates)
    {
        var template = templates.Find(manifest.PromptTemplate);
        // The model reads prompts of the form and length it was trained on, whatever limit intake composed with.
        if (template is not null && (prompt.TemplateVersion != template.Version || prompt.Prefix.Length > manifest.MaxPrefixCharacters))
            prompt = template.Compose(context, manifest.MaxPrefixCharacters);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return (prompt, engine.Prepare(prompt));
            }
            catch (PromptTooLongException error) when (template is not null && attempt < Attempts && prompt.Prefix.Length > 1)
            {
                var characters = (int)(prompt.Prefix.Length * (double)error.Limit / error.Tokens * Margin);
                var shorter = characters > 0 ? template.Compose(context, characters) : prompt;
                if (shorter.Prefix.Length >= prompt.Prefix.Length) throw;
                prompt = shorter;
            }
        }
    }

    /// <summary>What was cut to fit this model, beyond what intake had cut already.</summary>
    public static CandidateScores WithCut(CandidateScores scores, Prompt asked, Prompt read) =>
        ReferenceEquals(asked, read) ? scores : scores with { Cut = [.. read.Cut.Except(asked.Cut)] };
}
