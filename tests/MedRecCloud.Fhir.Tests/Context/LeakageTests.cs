using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Fhir.Tests.Context;

public class LeakageTests
{
    [SkippableTheory]
    [InlineData("synthea", 1760)]
    [InlineData("synthea-smart10", 1215)]
    public void No_medicine_first_ordered_in_an_encounter_is_named_in_its_own_context(string folder, int encounters)
    {
        var (seen, orders, named) = (0, 0, 0);
        foreach (var record in SharedData.Patients(folder).Values)
        {
            foreach (var encounter in record.Encounters)
            {
                seen++;
                var context = record.ContextAt(encounter.Source.Id);
                Assert.DoesNotContain(context.Notes, section => section.Kind is NoteSectionKind.Plan or NoteSectionKind.AssessmentAndPlan);
                var past = context.Medications.Where(fact => fact.Source.Type != "DocumentReference").SelectMany(fact => fact.Ingredients).ToHashSet();
                foreach (var drug in record.OrdersOf(encounter.Source.Id).SelectMany(order => order.Ingredients).Distinct().Where(drug => !past.Contains(drug)))
                {
                    orders++;
                    // Every encounter's own words: its notes, conditions and reasons.
                    if (context.Notes.Any(section => section.Text.Contains(drug, StringComparison.OrdinalIgnoreCase))) named++;
                }
            }
        }
        Assert.Equal(encounters, seen);
        Assert.True(orders > 50, $"{orders} first-time orders");
        // Synthea's medication list before the visit names a few of them (a medicine from outside the record).
        Assert.True(named <= orders / 10, $"{named} of {orders} first-time medicines are named in the note");
    }

    [SkippableTheory]
    [InlineData("synthea")]
    [InlineData("synthea-smart10")]
    public void No_name_of_the_patient_stays_in_a_note(string folder)
    {
        var names = SharedData.Resources(folder, "Patient").ToDictionary(
            patient => patient.GetProperty("id").GetString()!,
            patient => patient.GetProperty("name").EnumerateArray().SelectMany(name => name.GetProperty("given").EnumerateArray().Select(given => given.GetString()!).Append(name.GetProperty("family").GetString()!)).ToArray());
        foreach (var (id, record) in SharedData.Patients(folder))
            foreach (var encounter in record.Encounters)
                foreach (var section in record.ContextAt(encounter.Source.Id).Notes)
                    foreach (var name in names[id]) Assert.DoesNotContain(name, section.Text);
    }
}
