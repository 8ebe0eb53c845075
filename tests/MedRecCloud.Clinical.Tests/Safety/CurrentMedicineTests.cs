using MedRecCloud.Clinical.Safety;

namespace MedRecCloud.Clinical.Tests.Safety;

/// <summary>Which medicines of a history the patient is taken to be on.</summary>
public sealed class CurrentMedicineTests
{
    [Theory]
    [InlineData("simvastatin", "atorvastatin", true)]
    [InlineData("simvastatin", "metformin", false)]
    [InlineData("simvastatin", "zzyzxomab", false)]
    [InlineData("zzyzxomab", "simvastatin", false)]
    public void Two_drugs_are_duplicates_where_they_share_a_chemical_subgroup(string drug, string other, bool duplicates)
    {
        Assert.Equal(duplicates, Judge.Finds("duplicate-atc4", Some.Patient.Aged(50), drug, other));
        Assert.Equal(duplicates, Judge.Finds("duplicate-atc4", Some.Patient.Aged(50).Taking(other + " 10 MG"), drug));
    }

    [Theory]
    [InlineData("active", true)]
    [InlineData("on-hold", true)]
    [InlineData("unknown", true)]
    [InlineData("", true)]
    [InlineData("stopped", false)]
    [InlineData("completed", false)]
    [InlineData("cancelled", false)]
    [InlineData("entered-in-error", false)]
    [InlineData("draft", false)]
    [InlineData("not-done", false)]
    [InlineData("not-taken", false)]
    public void By_status(string status, bool isOn) => Assert.Equal(isOn, IsOn(Some.Patient.Aged(50).Taking("Warfarin Sodium 5 MG", status: status)));

    [Fact]
    public void An_end_that_has_come_ends_it()
    {
        Assert.False(IsOn(Some.Patient.Aged(50).Taking("Warfarin Sodium 5 MG", end: Some.Patient.Now.AddSeconds(-1))));
        Assert.False(IsOn(Some.Patient.Aged(50).Taking("Warfarin Sodium 5 MG", end: Some.Patient.Now)));
        Assert.True(IsOn(Some.Patient.Aged(50).Taking("Warfarin Sodium 5 MG", end: Some.Patient.Now.AddSeconds(1))));
    }

    [Fact]
    public void Without_an_end_it_counts_for_400_days_and_without_a_date_always()
    {
        Assert.True(IsOn(Some.Patient.Aged(50).Taking("Warfarin Sodium 5 MG", daysAgo: 399)));
        Assert.False(IsOn(Some.Patient.Aged(50).Taking("Warfarin Sodium 5 MG", daysAgo: 400)));
        Assert.False(IsOn(Some.Patient.Aged(50).Taking("Warfarin Sodium 5 MG", daysAgo: 400, end: Some.Patient.Now.AddYears(1))));

        var undated = Some.Patient.Aged(50).Taking("Warfarin Sodium 5 MG").Context;
        Assert.True(Judge.Finds("ddi-warfarin-nsaid", undated with { Medications = [undated.Medications[0] with { Authored = null }] }, "ibuprofen"));
    }

    [Fact]
    public void Of_two_orders_of_a_drug_the_newer_is_named_and_this_encounters_own_first()
    {
        var twice = Some.Patient.Aged(50).Taking("Warfarin Sodium 5 MG", daysAgo: 90).Taking("Warfarin Sodium 5 MG", daysAgo: 9);
        Assert.Equal(twice.Context.Medications[1].Source, Assert.Single(Judge.The("ddi-warfarin-nsaid", twice, "ibuprofen").Implicated));

        var same = Some.Patient.Aged(50).Taking("Warfarin Sodium 5 MG").Taking("Warfarin Sodium 5 MG").Context;
        Assert.Equal(same.Medications[0].Source, CurrentMedicines.Of(same with { Medications = [.. same.Medications.Reverse()] })["warfarin"].Source);

        var ordered = Some.Patient.Aged(50).Taking("Warfarin Sodium 5 MG").Ordered("Warfarin Sodium 5 MG");
        Assert.Equal(ordered.Context.CurrentOrders[0].Source, Assert.Single(Judge.The("ddi-warfarin-nsaid", ordered, "ibuprofen").Implicated));
    }

    [Fact]
    public void A_cancelled_order_of_this_encounter_is_no_duplicate()
    {
        var context = Some.Patient.Aged(50).Ordered("metformin 500 MG").Context;
        Assert.True(Judge.Finds("duplicate-ingredient", context, "metformin"));
        Assert.False(Judge.Finds("duplicate-ingredient", context with { CurrentOrders = [context.CurrentOrders[0] with { Status = "cancelled" }] }, "metformin"));
    }

    private static bool IsOn(Some.Patient patient) => Judge.Finds("ddi-warfarin-nsaid", patient, "ibuprofen");
}
