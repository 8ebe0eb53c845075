using System.CommandLine;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Verbs;

/// <summary>The options that all verbs which read data share.</summary>
internal sealed class DataOptions
{
    public Option<string> Template { get; } = new Option<string>("--template")
    {
        Description = $"Prompt template: {string.Join(" or ", PromptTemplates.All.Select(template => template.Version))}.", DefaultValueFactory = _ => PromptTemplates.MedRec2.Version,
    };

    public Option<int> MaxPrefix { get; } = new Option<int>("--max-prefix") { Description = "Upper limit of a prompt's shared part, in characters.", DefaultValueFactory = _ => new SampleOptions().MaxPrefixCharacters }.AtLeast(1);

    public Option<bool> DischargeCodes { get; } = new("--discharge-codes")
    {
        Description = "MIMIC only: let the current admission's ICD codes in, though they are assigned at discharge. For comparison with published figures.",
    };

    public void AddTo(Command command)
    {
        Template.AcceptOnlyFromAmong([.. PromptTemplates.All.Select(template => template.Version)]);
        command.Options.Add(Template);
        command.Options.Add(MaxPrefix);
        command.Options.Add(DischargeCodes);
    }

    public SampleOptions Read(ParseResult parsed) => new() { MaxPrefixCharacters = parsed.GetValue(MaxPrefix), IncludeDischargeCodes = parsed.GetValue(DischargeCodes) };

    public IPromptTemplate ReadTemplate(ParseResult parsed) => PromptTemplates.Of(parsed.GetValue(Template)!);

    /// <summary><c>--data</c>: one folder or several.</summary>
    public static Option<string> Folders(string description) => NotEmpty(new Option<string>("--data") { Description = description, Required = true });

    /// <summary>A comma-separated list of folders.</summary>
    public static IReadOnlyList<string> Listed(string? list) => (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Option<string> NotEmpty(Option<string> option)
    {
        option.Validators.Add(result =>
        {
            if (Listed(result.GetValue(option)).Count == 0)
                result.AddError($"{option.Name} names no folder.");
        });
        return option;
    }
}
