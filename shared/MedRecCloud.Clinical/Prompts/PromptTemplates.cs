using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>The prompt templates this code knows, by version. A changed wording is a new version: a trained model stays with its own.</summary>
public static class PromptTemplates
{
    public static IPromptTemplate MedRec2 { get; } = new MedRecTemplate();

    public static IPromptTemplate Lamo1 { get; } = new LamoTemplate();

    public static ImmutableArray<IPromptTemplate> All { get; } = [MedRec2, Lamo1];

    /// <exception cref="ArgumentException">No template has this version; the message names those that exist.</exception>
    public static IPromptTemplate Of(string version) =>
        All.FirstOrDefault(template => template.Version == version)
        ?? throw new ArgumentException($"There is no prompt template of this version; known are {string.Join(", ", All.Select(template => template.Version))}.", nameof(version));
}
