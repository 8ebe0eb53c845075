using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Tests.Safety;

/// <summary>What a proposal is said to rest on.</summary>
public sealed class EvidenceTests
{
    [Fact]
    public void A_drug_the_patient_had_is_continued_from_its_newest_order()
    {
        var patient = Some.Patient.Aged(60).With("Hypertension").Taking("lisinopril 10 MG", daysAgo: 300).Taking("lisinopril 20 MG", daysAgo: 20).Taking("metformin 500 MG", daysAgo: 1);

        Assert.Equal(patient.Context.Medications[1].Source, Propose(patient.Context, "lisinopril").Renews);
        Assert.Null(Propose(patient.Context, "metoprolol").Renews);

        var same = Some.Patient.Aged(60).Taking("lisinopril 10 MG").Taking("lisinopril 10 MG").Context;
        Assert.Equal(same.Medications[0].Source, Propose(same with { Medications = [.. same.Medications.Reverse()] }, "lisinopril").Renews);
    }

    [Fact]
    public void A_statement_in_a_note_is_no_order_to_continue()
    {
        var context = Some.Patient.Aged(60).Taking("lisinopril 10 MG").Context;
        var noted = context with { Medications = [context.Medications[0] with { Source = new ResourceKey("DocumentReference", "n-1", "1") }] };

        Assert.Null(Propose(noted, "lisinopril").Renews);
    }

    [Fact]
    public void The_active_conditions_a_drug_is_for_are_its_reasons()
    {
        var context = Some.Patient.Aged(60).With("Prehypertension").With("Essential hypertension").With("Diabetes").With("Hypertension").Context;
        var past = context with { Conditions = context.Conditions.SetItem(3, context.Conditions[3] with { Abatement = Some.Patient.Now.AddDays(-9) }) };

        Assert.Equal([context.Conditions[1].Source], Propose(past, "lisinopril").Reasons.AsEnumerable());
        Assert.Equal(2, Propose(context, "lisinopril").Reasons.Length);
        Assert.Empty(Propose(context, "amoxicillin").Reasons);
    }

    [Fact]
    public void What_speaks_for_the_drug_is_quoted_first_then_what_the_score_rests_on_most()
    {
        var proposal = Propose(Story(out var prompt), "lisinopril", prompt, ("lisinopril", "Labs", 0.1), ("lisinopril", "Notes", 0.25004), ("lisinopril", "Social", -0.2), ("lisinopril", "Family", 0), ("metoprolol", "Social", 0.9));

        Assert.Equal(["Diagnose", "History", "Notes", "Labs"], proposal.Evidence.Select(entry => entry.Field));
        Assert.Equal(["Hypertension", "lisinopril 10 MG", "pressure of 160", "potassium 4.1"], proposal.Evidence.Select(entry => entry.Quote));
        Assert.Equal([null, null, 0.25, 0.1], proposal.Evidence.Select(entry => entry.Weight));
        Assert.Equal((40, 15), (proposal.Evidence[2].Start, proposal.Evidence[2].Length));
    }

    [Fact]
    public void Without_a_measured_influence_only_what_speaks_for_the_drug_is_quoted()
    {
        Assert.Equal(["Diagnose", "History"], Propose(Story(out var prompt), "lisinopril", prompt).Evidence.Select(entry => entry.Field));
        Assert.Empty(Propose(Story(out prompt), "amoxicillin", prompt).Evidence);
    }

    [Fact]
    public void Scores_whose_influences_were_never_set_are_scores_without_any()
    {
        var scores = Some.Patient.Scores(("lisinopril", 0.9)) with { Influences = default };
        var proposal = new EvidenceBuilder(Judge.Knowledge()).Propose(scores.Scores[0], [], Story(out var prompt), prompt, scores);

        Assert.Equal([null, null], proposal.Evidence.Select(entry => entry.Weight));
    }

    [Fact]
    public void At_most_six_quotes_of_at_most_two_hundred_characters_are_shown()
    {
        var words = new string('w', 200) + "|" + new string('v', 201) + "|a|b|c|d|e|f";
        var parts = words.Split('|');
        var segments = new List<PromptSegment>();
        var start = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            segments.Add(new PromptSegment($"F{i}", start, parts[i].Length, null));
            start += parts[i].Length + 1;
        }

        var prompt = Some.Patient.Aged(60).Request.Prompt with { Prefix = words, Segments = [.. segments] };
        var proposal = Propose(Some.Patient.Aged(60).Context, "lisinopril", prompt, [.. parts.Select((_, i) => ("lisinopril", $"F{i}", 0.8 - (i / 10.0)))]);

        Assert.Equal(["F0", "F1", "F2", "F3", "F4", "F5"], proposal.Evidence.Select(entry => entry.Field));
        Assert.Equal(new string('w', 200), proposal.Evidence[0].Quote);
        Assert.Equal(new string('v', 200) + "…", proposal.Evidence[1].Quote);
    }

    [Fact]
    public void A_fall_that_nobody_would_see_is_no_evidence_unless_there_is_nothing_else()
    {
        var proposal = Propose(Story(out var prompt), "amoxicillin", prompt, ("amoxicillin", "Labs", 0.005), ("amoxicillin", "Social", 0.3), ("amoxicillin", "Notes", 0.2), ("amoxicillin", "Family", 0.0049));
        Assert.Equal(["Social", "Notes", "Labs"], proposal.Evidence.Select(entry => entry.Field));

        proposal = Propose(Story(out prompt), "amoxicillin", prompt, ("amoxicillin", "Labs", 0.001), ("amoxicillin", "Social", 0.002), ("amoxicillin", "Notes", 0.003));
        Assert.Equal(["Notes", "Social"], proposal.Evidence.Select(entry => entry.Field));

        Assert.Empty(Propose(Story(out prompt), "amoxicillin", prompt, ("amoxicillin", "Labs", 0)).Evidence);
    }

    [Fact]
    public void A_name_of_which_the_model_read_the_beginning_is_quoted_whole()
    {
        var context = Some.Patient.Aged(60).With("Sprain of ankle").With("Hypertension").Context;
        context = context with { Procedures = [new ProcedureFact(new ResourceKey("Procedure", "p", "1"), [], new string('p', 300), null, null)] };
        (string Text, ResourceKey? Source, string Quote)[] read =
        [
            ("Spra", context.Conditions[0].Source, "Sprain of ankle (read as ‘Spra’)"), ("Hypertension", context.Conditions[1].Source, "Hypertension"),
            ("ppp", context.Procedures[0].Source, new string('p', 200) + "… (read as ‘ppp’)"), ("other", context.Conditions[0].Source, "other"),
            ("Spra", new ResourceKey("Condition", "elsewhere", "1"), "Spra"), ("Spra", null, "Spra"),
        ];
        Assert.All(read, one => Assert.Equal(one.Quote, EvidenceQuote.Of(
            Some.Patient.Aged(60).Request.Prompt with { Prefix = one.Text, Segments = [] }, new PromptSegment("Diagnose", 0, one.Text.Length, one.Source), context)));
    }

    [Fact]
    public void What_the_prompt_counts_is_said_in_a_sentence()
    {
        var none = Some.Patient.Aged(60).Context;
        Assert.Equal("No earlier visit.", Quoted(none));
        EncounterFact Visit(string id, int days, string kind) => none.Encounter with
        {
            Source = new ResourceKey("Encounter", id, "1"), Start = none.PredictionTime.AddDays(-days), Types = [new Coding("http://snomed.info/sct", kind, kind)],
        };
        var visited = none with { EarlierEncounters = [Visit("other", 30, "1")] };
        Assert.Equal("1 earlier visit, none of this kind; no drug was ordered at any.", Quoted(visited));

        var ordered = Some.Patient.Aged(60).Taking("lisinopril 10 MG", daysAgo: 500).Taking("metformin 500 MG", daysAgo: 30).Taking("simvastatin 10 MG", daysAgo: 30).Context;
        ordered = ordered with
        {
            EarlierEncounters = [Visit("old", 500, "1"), Visit("new", 30, "1")],
            Medications = [ordered.Medications[0] with { Encounter = "old" }, ordered.Medications[1] with { Encounter = "new" }, ordered.Medications[2] with { Encounter = "new" }],
        };
        Assert.Equal("2 earlier visits, none of this kind; drugs ordered: 0 at the last of this kind, 2 at the last with any, 2 in 400 days, 3 ever.", Quoted(ordered));
        ordered = ordered with { Encounter = ordered.Encounter with { Types = [new Coding("http://snomed.info/sct", "1", "1")] } };
        Assert.Equal("2 earlier visits, 2 of this kind; drugs ordered: 2 at the last of this kind, 2 at the last with any, 2 in 400 days, 3 ever.", Quoted(ordered));

        static string Quoted(ClinicalContext context)
        {
            var counts = VisitCounts.Of(context);
            return EvidenceQuote.Of(Some.Patient.Aged(60).Request.Prompt with { Prefix = counts, Segments = [] }, new PromptSegment("Before", 0, counts.Length, null), context);
        }
    }

    private static ClinicalContext Story(out Prompt prompt)
    {
        var context = Some.Patient.Aged(60).With("Gout").With("Hypertension").Taking("lisinopril 10 MG").Context;
        (string Field, string Text, ResourceKey? Source)[] parts =
        [
            ("Social", "smoker", null), ("Labs", "potassium 4.1", null), ("Family", "none", null), ("Notes", "pressure of 160", new ResourceKey("DocumentReference", "n-1", "1")),
            ("Diagnose", "Gout", context.Conditions[0].Source), ("Diagnose", " Hypertension ", new ResourceKey("Condition", context.Conditions[1].Source.Id)), ("History", "lisinopril 10 MG", context.Medications[0].Source),
        ];
        var text = "";
        var segments = new List<PromptSegment>();
        foreach (var (field, words, source) in parts)
        {
            segments.Add(new PromptSegment(field, text.Length, words.Length, source, field == "Notes" ? 40 : null, field == "Notes" ? 15 : null));
            text += words + ". ";
        }

        prompt = Some.Patient.Aged(60).Request.Prompt with { Prefix = text, Segments = [.. segments] };
        return context;
    }

    private static MedicationProposal Propose(ClinicalContext context, string drug, Prompt? prompt = null, params (string Drug, string Field, double Drop)[] influences)
    {
        var scores = Some.Patient.Scores((drug, 0.9)) with { Influences = [.. influences.Select(one => new SegmentInfluence(one.Drug, one.Field, one.Drop))] };
        return new EvidenceBuilder(Judge.Knowledge()).Propose(scores.Scores[0], [], context, prompt ?? Some.Patient.Aged(60).Request.Prompt, scores);
    }
}
