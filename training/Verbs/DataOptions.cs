using System.CommandLine;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Verbs;

/// <summary>The options that all verbs which read data share.</summary>
internal sealed class DataOptions
{
    public Option<string> Template { get; } = new("--template")
    {
        Description = $"Prompt template: {string.Join(" or ", PromptTemplates.All.Select(template => template.Version))}.", DefaultValueFactory = _ => PromptTemplates.MedRec2.Version,
    };

    public Option<int> MaxPrefix { get; } = new("--max-prefix") { Description = "Upper limit of a prompt's shared part, in characters.", DefaultValueFactory = _ => new SampleOptions().MaxPrefixCharacters };

    public Option<bool> DischargeCodes { get; } = new("--discharge-codes")
    {
        Description = "MIMIC only: let the current admission's ICD codes in, though they are assigned at discharge. For comparison with published figures.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Template);
        command.Options.Add(MaxPrefix);
        command.Options.Add(DischargeCodes);
    }

    public SampleOptions Read(ParseResult parsed) => new() { MaxPrefixCharacters = parsed.GetValue(MaxPrefix), IncludeDischargeCodes = parsed.GetValue(DischargeCodes) };

    /// <exception cref="TrainingDataException">No such template.</exception>
    public IPromptTemplate ReadTemplate(ParseResult parsed)
    {
        try
        {
            return PromptTemplates.Of(parsed.GetValue(Template)!);
        }
        catch (ArgumentException error)
        {
            throw new TrainingDataException(error.Message, error);
        }
    }

    /// <summary>A comma-separated list of folders.</summary>
    public static IReadOnlyList<string> Folders(string? list) => (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
