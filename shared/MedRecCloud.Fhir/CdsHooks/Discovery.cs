using System.Collections.Immutable;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary>The services offered at <c>/cds-services</c> (cds-hooks.hl7.org 2.0, "Discovery").</summary>
public sealed record Discovery(ImmutableArray<ServiceDescription> Services)
{
    public const string Proposals = "medrec-proposals";
    public const string OrderSelect = "medrec-order-select";
    public const string OrderSign = "medrec-order-sign";

    private static readonly ImmutableSortedDictionary<string, string> s_patient = ImmutableSortedDictionary<string, string>.Empty
        .Add("patient", "Patient/{{context.patientId}}")
        .Add("medications", "MedicationRequest?patient={{context.patientId}}&status=active")
        .Add("conditions", "Condition?patient={{context.patientId}}")
        .Add("allergies", "AllergyIntolerance?patient={{context.patientId}}")
        .Add("laboratory", "Observation?patient={{context.patientId}}&category=laboratory&_sort=-date&_count=50");

    public static Discovery Offered { get; } = new(
    [
        new("patient-view", Proposals, "Medication proposals", "Shows the stored AI medication proposals of the encounter: drafts to consider, never orders.", null),
        new("order-select", OrderSelect, "Safety review of selected orders", "Allergies, interactions, duplicates, kidney, liver, pregnancy, age and QT.", s_patient),
        new("order-sign", OrderSign, "Safety review before signing", "The same review over every draft order.", s_patient),
    ]);
}

/// <summary>One service.</summary>
public sealed record ServiceDescription(string Hook, string Id, string Title, string Description, ImmutableSortedDictionary<string, string>? Prefetch);
