using System.Text;
using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>
/// <c>lamo-1</c>: the form of LAMO (arXiv 2503.03687), for models trained with the authors' code. Only the immediately preceding visit is told, never its note;
/// lists are written as Python writes them; with a note, age and sex are left out. The instruction is in our words.
/// </summary>
internal sealed class LamoTemplate : IPromptTemplate
{
    private const string Instruction =
        "Given a patient's clinical condition and a candidate drug, judge whether the drug is effective and safe for this patient. Please respond with <Yes.> or <No.> without providing an explanation.\n\n";

    public string Version => "lamo-1";

    public bool TellsUsage => false;

    public Prompt Compose(ClinicalContext context, int maxCharacters)
    {
        var cut = new List<string>();
        var fields = new List<PromptField>();
        if (ContextItems.Visits(context).ToList() is [.., var last])
            fields.Add(new PromptField("History", "###Previous Hospitalization: '''\n", "", "\n'''\n", "visits", 1, [Previous(context, last)]));
        var notes = Notes(context, cut);
        var person = notes.Count > 0 ? "" : $"Age: {context.Age?.ToString() ?? "unknown"}, Gender: {PromptWords.Line(context.Patient.Sex)}, ";
        fields.Add(new PromptField("Notes", "###Current Clinical Condition: '''\n", ",\n", " ", "notes", 2, notes));
        if (notes.Count == 0) fields[^1] = new PromptField("Patient", "###Current Clinical Condition: '''\n", "", "", "facts", 0, [new PromptItem(person, context.Patient.Source)]);
        fields.Add(List("Diagnose", "Diagnose: [", "], ", "diagnoses", 4, [.. ContextItems.ActiveConditions(context), .. ContextItems.PresentConditions(context)]));
        fields.Add(List("Procedure", "Procedure: [", "],", "procedures", 3, [.. ContextItems.RecentProcedures(context)]));
        return PromptWriter.Write(Version, Instruction, fields, "", maxCharacters, cut, context);
    }

    public CandidateSuffix Suffix(string ingredient, CandidateHistory history, CandidateUsage usage) => new(" Candidate drug:", " " + ingredient, "", "", ".\n'''\n###Answer:\n");

    /// <summary>Like <c>repr()</c> of a Python string.</summary>
    internal static string Quote(string text) => text.Contains('\'') && !text.Contains('"') ? $"\"{text}\"" : $"'{text.Replace("'", "\\'")}'";

    private static PromptField List(string name, string lead, string tail, string noun, int cutOrder, List<PromptItem> items) =>
        items.Count == 0
            ? new PromptField(name, lead, "", tail, noun, 0, [new PromptItem("", null)])
            : new PromptField(name, lead, ", ", tail, noun, cutOrder, [.. items.Select(item => item with { Text = Quote(item.Text) })]);

    private static PromptItem Previous(ClinicalContext context, (EncounterFact Visit, int Days, List<string> Drugs) last)
    {
        var id = last.Visit.Source.Id;
        var text = new StringBuilder();
        var age = context.Patient.AgeAt(last.Visit.Start!.Value);
        text.Append("Age: ").Append(age?.ToString() ?? "unknown").Append(", Gender: ").Append(PromptWords.Line(context.Patient.Sex));
        text.Append(", Diagnose: ").Append(Names(context.Conditions.Where(fact => fact.Encounter == id).Select(fact => PromptWords.Name(fact.Codes, fact.Text))));
        text.Append(", Procedure: ").Append(Names(context.Procedures.Where(fact => fact.Encounter == id).Select(fact => PromptWords.Name(fact.Codes, fact.Text))));
        text.Append(", Drug names: ").Append(Names(last.Drugs)).Append('.');
        return new PromptItem(text.ToString(), last.Visit.Source);
    }

    private static string Names(IEnumerable<string> names) =>
        "[" + string.Join(", ", names.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Quote)) + "]";

    private static List<PromptItem> Notes(ClinicalContext context, List<string> cut)
    {
        var items = new List<PromptItem>();
        foreach (var (kind, label) in ((NoteSectionKind, string)[])[(NoteSectionKind.HistoryOfPresentIllness, "History of present illness"), (NoteSectionKind.PastMedicalHistory, "Past medical history")])
            items.AddRange(ContextItems.Sections(context, kind, 2_000, cut).Select(item => item with { Text = $"{label}: {item.Text}" }));
        if (items.Count == 0) return items;
        items.Add(new PromptItem($"Allergies: [{string.Join(", ", ContextItems.Allergies(context).Select(item => item.Text))}]", null));
        items.Add(new PromptItem($"Medications on admission: [{string.Join(", ", ContextItems.AdmissionMedicines(context).Select(item => item.Text))}]", null));
        return items;
    }
}
