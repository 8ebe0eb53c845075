using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.InferenceWorker;

/// <summary>The prompt templates this version knows; a package that was trained with another is refused.</summary>
internal sealed class KnownTemplates(IEnumerable<IPromptTemplate> templates)
{
    private readonly Dictionary<string, IPromptTemplate> _byVersion = templates.ToDictionary(template => template.Version, StringComparer.Ordinal);

    /// <summary>Their versions, for messages.</summary>
    public string Known => string.Join(", ", _byVersion.Keys.Order(StringComparer.Ordinal));

    public IPromptTemplate? Find(string version) => _byVersion.GetValueOrDefault(version);
}
