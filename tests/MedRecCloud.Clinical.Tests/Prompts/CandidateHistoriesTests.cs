using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Clinical.Tests.Prompts;

public class CandidateHistoriesTests
{
    [Fact]
    public void A_drugs_history_counts_visits_of_the_same_kind_apart()
    {
        var histories = CandidateHistories.Of(SomePatient.Context());
        Assert.Equal(new CandidateHistory(1, 30, true, true, 0.5, false), histories["oxycodone"]);
        Assert.Equal(new CandidateHistory(1, 400, false, false, 0.5, false), histories["ibuprofen"]);
        Assert.Equal(new CandidateHistory(1, 90, false, false, 0, true), histories["lisinopril"]);
        Assert.False(histories.ContainsKey("aspirin"));
    }

    [Fact]
    public void A_visit_of_the_kind_without_orders_is_the_last_of_its_kind()
    {
        var context = SomePatient.Context();
        context = context with { EarlierEncounters = context.EarlierEncounters.Add(SomePatient.Visit("d", 5, "Encounter for problem (procedure)", "Chronic pain (finding)")) };
        Assert.False(CandidateHistories.Of(context)["oxycodone"].AtLastVisitOfKind);
    }

    [Fact]
    public void Codes_hold_visits_oldest_first_and_the_present_one_last_without_medicines()
    {
        var codes = CodeHistories.Of(SomePatient.Context());
        Assert.Equal([400, 90, 30, 0], codes.Visits.Select(visit => visit.DaysBefore));
        Assert.Equal("acetaminophen,oxycodone", string.Join(',', codes.Visits[2].Medications));
        Assert.Empty(codes.Visits[^1].Medications);
        Assert.Contains("49727002", codes.Visits[^1].Conditions);
        Assert.Contains("age=50", codes.Profile);
    }

    [Fact]
    public void Histories_make_few_phrases()
    {
        var phrases = new HashSet<string>();
        foreach (var orders in Enumerable.Range(0, 12))
            foreach (var days in (int[])[0, 90, 91, 400, 401, 9_000])
                foreach (var kind in (bool?[])[null, false, true])
                    foreach (var share in (double[])[0, 0.3, 0.95, 1])
                        foreach (var bits in Enumerable.Range(0, 4))
                            phrases.Add(PromptTemplates.MedRec2.Suffix("x", new CandidateHistory(orders, days, (bits & 1) > 0, kind, share, (bits & 2) > 0), CandidateUsage.Unknown).History);
        Assert.InRange(phrases.Count, 20, 200);
    }
}
