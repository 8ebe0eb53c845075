using System.Collections.Frozen;
using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Fhir.Notes;

/// <summary>The headings that begin a section, and the LOINC code of each kind.</summary>
public static class SectionTitles
{
    /// <summary>LOINC section codes; several codes may stand for one kind, the first is the one written out.</summary>
    public static FrozenDictionary<NoteSectionKind, string[]> Loinc { get; } = new Dictionary<NoteSectionKind, string[]>
    {
        [NoteSectionKind.ChiefComplaint] = ["10154-3", "46239-0", "29299-5"],
        [NoteSectionKind.HistoryOfPresentIllness] = ["10164-2"],
        [NoteSectionKind.PastMedicalHistory] = ["11348-0", "11450-4", "47519-4"],
        [NoteSectionKind.SocialHistory] = ["29762-2"],
        [NoteSectionKind.FamilyHistory] = ["10157-6"],
        [NoteSectionKind.Allergies] = ["48765-2"],
        [NoteSectionKind.MedicationsOnAdmission] = ["42346-7", "10160-0"],
        [NoteSectionKind.ReviewOfSystems] = ["10187-3"],
        [NoteSectionKind.PhysicalExam] = ["29545-1", "8716-3"],
        [NoteSectionKind.Results] = ["30954-2"],
        [NoteSectionKind.HospitalCourse] = ["8648-8"],
        [NoteSectionKind.AssessmentAndPlan] = ["51847-2", "51848-0"],
        [NoteSectionKind.Plan] = ["18776-5"],
        [NoteSectionKind.DischargeMedications] = ["10183-2", "75311-1"],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, NoteSectionKind> ByCode =
        Loinc.SelectMany(pair => pair.Value.Select(code => KeyValuePair.Create(code, pair.Key))).ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, NoteSectionKind> ByTitle = Titles().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The longest known heading: a longer line is not looked up.</summary>
    internal static int LongestTitle { get; } = ByTitle.Keys.Max(title => title.Length);

    /// <summary>The kind a LOINC section code stands for; null for another code.</summary>
    internal static NoteSectionKind? OfCode(string? code) => code is not null && ByCode.TryGetValue(code, out var kind) ? kind : null;

    /// <summary>The kind a heading stands for; null when it is none of the known ones.</summary>
    internal static NoteSectionKind? OfTitle(ReadOnlySpan<char> heading)
    {
        Span<char> normal = stackalloc char[Math.Min(heading.Length, LongestTitle + 1)];
        var length = 0;
        foreach (var c in heading)
        {
            var letter = char.IsLetter(c) || c is '/' or '&' ? char.ToLowerInvariant(c) : ' ';
            if (letter == ' ' && (length == 0 || normal[length - 1] == ' ')) continue;
            if (length == normal.Length) return null;
            normal[length++] = letter;
        }
        var title = normal[..length].TrimEnd(' ');
        return ByTitle.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(title, out var kind) ? kind : null;
    }

    private static Dictionary<string, NoteSectionKind> Titles()
    {
        var titles = new Dictionary<string, NoteSectionKind>(StringComparer.Ordinal);
        Add(NoteSectionKind.ChiefComplaint, "chief complaint, chief complaints, cc, reason for visit, reason for admission, presenting complaint, presenting problem, reason for consultation");
        Add(NoteSectionKind.HistoryOfPresentIllness, "history of present illness, history of the present illness, hpi, present illness, history of presenting illness, history of presenting complaint, subjective, interval history");
        Add(NoteSectionKind.PastMedicalHistory, "past medical history, pmh, pmhx, medical history, past history, past medical/surgical history, past medical and surgical history, past surgical history, psh, problem list, active problems, problems, comorbidities");
        Add(NoteSectionKind.SocialHistory, "social history, sh, shx, social hx");
        Add(NoteSectionKind.FamilyHistory, "family history, fh, fhx, family hx");
        Add(NoteSectionKind.Allergies, "allergies, allergy, drug allergies, medication allergies, allergies and intolerances, allergies and adverse reactions, allergies/intolerances, adverse reactions");
        Add(NoteSectionKind.MedicationsOnAdmission, "medications on admission, admission medications, medications, current medications, home medications, medications prior to admission, outpatient medications, preadmission medications, medications at home, meds, current outpatient medications, medication list, medication on admission, prior to admission medications, history of medication use");
        Add(NoteSectionKind.ReviewOfSystems, "review of systems, ros");
        Add(NoteSectionKind.PhysicalExam, "physical exam, physical examination, exam, examination, pe, objective, vital signs, vitals, physical exam on admission");
        Add(NoteSectionKind.Results, "results, pertinent results, laboratory data, labs, laboratory results, imaging, laboratory, data, studies, relevant diagnostic tests/laboratory data");
        Add(NoteSectionKind.HospitalCourse, "hospital course, brief hospital course, course, summary of hospital course, clinical course, emergency department course, ed course, hospital course by problem, treatment, procedures, procedures performed, major surgical or invasive procedure");
        Add(NoteSectionKind.AssessmentAndPlan, "assessment and plan, a/p, a&p, assessment & plan, assessment, impression, impression and plan, assessment/plan, impression/plan, diagnosis and plan, evaluation + plan, evaluation plan");
        Add(NoteSectionKind.Plan, "plan, plan of care, plan of treatment, treatment plan, recommendations, orders, prescriptions, discharge plan, care plan, follow up plan, medications administered, medications prescribed, new prescriptions");
        Add(NoteSectionKind.DischargeMedications, "discharge medications, medications on discharge, discharge meds, medications at discharge, hospital discharge medications, transfer medications, medications on transfer, new medications");
        return titles;

        void Add(NoteSectionKind kind, string names)
        {
            foreach (var name in names.Split(", ")) titles[name.Replace('+', ' ').Replace("  ", " ")] = kind;
        }
    }
}
