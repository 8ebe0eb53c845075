using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Local.Sample;

/// <summary>A code of the sample day.</summary>
internal sealed record SampleCode(string System, string Code, string Display)
{
    public static SampleCode Snomed(string code, string display) => new(CodeSystems.Snomed, code, display);

    public static SampleCode RxNorm(string code, string display) => new(CodeSystems.RxNorm, code, display);

    public static SampleCode Loinc(string code, string display) => new(CodeSystems.Loinc, code, display);

    /// <summary>The words a note uses: without the semantic tag, in lower case.</summary>
    public string Words => (Display.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var tag ? Display[..tag] : Display).ToLowerInvariant();
}
