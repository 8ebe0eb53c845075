namespace MedRecCloud.Clinical.Prompts;

/// <summary>A candidate's usage as five adverbs in a fixed order: for the kind of visit, the conditions recorded, all conditions, the patient's group, the type of visit.</summary>
internal static class UsagePhrase
{
    public static string Of(CandidateUsage usage) => double.IsNaN(usage.OfKind)
        ? " unknown"
        : Word(usage.OfKind) + Word(usage.OfPresent) + Word(usage.OfActive) + Word(usage.OfGroup) + Word(usage.OfType);

    private static string Word(double share) => share switch
    {
        >= 0.8 => " always",
        >= 0.5 => " mostly",
        >= 0.25 => " often",
        >= 0.1 => " sometimes",
        >= 0.03 => " seldom",
        >= 0.01 => " hardly",
        _ => " never",
    };
}
