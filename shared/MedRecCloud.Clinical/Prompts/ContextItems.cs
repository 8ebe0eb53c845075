using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>A context's facts as items of a prompt: in an order that the order of the lists does not change, oldest first, each wording once.</summary>
internal static class ContextItems
{
    /// <summary>Conditions recorded in the encounter itself.</summary>
    public static IEnumerable<PromptItem> PresentConditions(ClinicalContext context) =>
        Conditions(context.Conditions.Where(fact => fact.Encounter == context.Encounter.Source.Id));

    /// <summary>Conditions of before that had not ended.</summary>
    public static IEnumerable<PromptItem> ActiveConditions(ClinicalContext context)
    {
        var present = PresentConditions(context).Select(item => item.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Conditions(context.Conditions.Where(fact => fact.Encounter != context.Encounter.Source.Id && fact.IsActiveAt(context.PredictionTime)
                && fact.ClinicalStatus is not ("resolved" or "inactive" or "remission")))
            .Where(item => !present.Contains(item.Text));
    }

    /// <summary>Procedures of the year before (400 days, so that a yearly visit still counts).</summary>
    public static IEnumerable<PromptItem> RecentProcedures(ClinicalContext context) =>
        Once(context.Procedures.Where(fact => fact.Performed > context.PredictionTime - TimeSpan.FromDays(Math.Min(400, (context.PredictionTime - DateTimeOffset.MinValue).TotalDays)))
            .OrderBy(fact => fact.Performed).ThenBy(fact => fact.Source.ToString(), StringComparer.Ordinal)
            .Select(fact => new PromptItem(PromptWords.Name(fact.Codes, fact.Text), fact.Source)));

    public static IEnumerable<PromptItem> Allergies(ClinicalContext context) =>
        Once(context.Allergies.Where(fact => fact.ClinicalStatus is not ("inactive" or "resolved"))
            .Select(fact => new PromptItem(PromptWords.Shorten(PromptWords.Name(fact.Codes, fact.Text).ToLowerInvariant(), 80), fact.Source))
            .OrderBy(item => item.Text, StringComparer.Ordinal).ThenBy(item => item.Source!.ToString(), StringComparer.Ordinal));

    /// <summary>
    /// The medicines of before, and those of notes. What a live record says besides, written down in the encounter itself, is for the safety review alone:
    /// no example that a model learned from holds it.
    /// </summary>
    public static IEnumerable<MedicationFact> Medicines(ClinicalContext context) =>
        context.Medications.Where(fact => fact.Source.Type == "DocumentReference" || fact.Encounter != context.Encounter.Source.Id);

    /// <summary>Medicines the patient comes with: those a note lists, else those ordered in the last 400 days.</summary>
    public static IEnumerable<PromptItem> AdmissionMedicines(ClinicalContext context)
    {
        var listed = context.Medications.Where(fact => fact.Source.Type == "DocumentReference").ToList();
        var since = context.PredictionTime - TimeSpan.FromDays(Math.Min(400, (context.PredictionTime - DateTimeOffset.MinValue).TotalDays));
        var facts = listed.Count > 0 ? listed : Medicines(context).Where(fact => fact.Authored > since);
        return Once(facts.OrderBy(fact => fact.Authored).ThenBy(fact => fact.Source.ToString(), StringComparer.Ordinal)
            .SelectMany(fact => fact.Ingredients.Select(drug => new PromptItem(PromptWords.Shorten(PromptWords.Line(drug), 60), fact.Source)))
            .OrderBy(item => item.Text, StringComparer.Ordinal).ThenBy(item => item.Source!.ToString(), StringComparer.Ordinal));
    }

    /// <summary>The text of the note sections of one kind, in order of the notes.</summary>
    public static IEnumerable<PromptItem> Sections(ClinicalContext context, NoteSectionKind kind, int limit, List<string> cut) =>
        context.Notes.Where(section => section.Kind == kind)
            .OrderBy(section => section.Date).ThenBy(section => section.Source.ToString(), StringComparer.Ordinal).ThenBy(section => section.Start)
            .Select(section => new PromptItem(Limit(PromptWords.Line(section.Text), limit, cut), section.Source, section.TextStart, section.Start + section.Length - section.TextStart))
            .Where(item => item.Text.Length > 0)
            .DistinctBy(item => item.Text, StringComparer.Ordinal);

    /// <summary>Earlier visits, oldest first, each with its distinct medicines.</summary>
    public static IEnumerable<(EncounterFact Visit, int Days, List<string> Drugs)> Visits(ClinicalContext context)
    {
        var orders = context.Medications.Where(fact => fact.Encounter is not null && fact.Source.Type != "DocumentReference").ToLookup(fact => fact.Encounter!, StringComparer.Ordinal);
        return context.EarlierEncounters.Where(visit => visit.Start is not null)
            .OrderBy(visit => visit.Start).ThenBy(visit => visit.Source.Id, StringComparer.Ordinal)
            .Select(visit => (visit, (int)(context.PredictionTime - visit.Start!.Value).TotalDays,
                orders[visit.Source.Id].SelectMany(fact => fact.Ingredients).Select(PromptWords.Line).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList()));
    }

    private static string Limit(string text, int limit, List<string> cut)
    {
        if (text.Length > limit && !cut.Contains("text of notes")) cut.Add("text of notes");
        return PromptWords.Shorten(text, limit);
    }

    private static IEnumerable<PromptItem> Conditions(IEnumerable<ConditionFact> facts) =>
        Once(facts.OrderBy(fact => fact.Onset ?? fact.Recorded ?? DateTimeOffset.MinValue).ThenBy(fact => fact.Source.ToString(), StringComparer.Ordinal)
            .Select(fact => new PromptItem(PromptWords.Shorten(PromptWords.Name(fact.Codes, fact.Text), 100), fact.Source)));

    /// <summary>Of equal wordings the newest stays.</summary>
    private static IEnumerable<PromptItem> Once(IEnumerable<PromptItem> items) =>
        items.Where(item => item.Text.Length > 0).Reverse().DistinctBy(item => item.Text, StringComparer.OrdinalIgnoreCase).Reverse();
}
