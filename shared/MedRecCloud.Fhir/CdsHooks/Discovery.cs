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

    private static readonly ImmutableSortedDictionary<string, string> s_encounters = ImmutableSortedDictionary<string, string>.Empty
        .Add("encounters", "Encounter?patient={{context.patientId}}&_sort=-date&_count=5");

    public static Discovery Offered { get; } = new(
    [
        new("patient-view", Proposals, "Medication proposals", "Shows the stored AI medication proposals of the encounter: drafts to consider, never orders.", s_encounters),
        new("order-select", OrderSelect, "Safety review of selected orders", "Allergies, interactions, duplicates, kidney, liver, pregnancy, age and QT, and what is proposed for the encounter.", s_patient),
        new("order-sign", OrderSign, "Safety review before signing", "The same review over every draft order.", s_patient),
    ]);

    /// <summary>The service of this id; null when there is none.</summary>
    public ServiceDescription? Find(string id) => Services.FirstOrDefault(service => service.Id == id);
}

/// <summary>One service.</summary>
public sealed record ServiceDescription(string Hook, string Id, string Title, string Description, ImmutableSortedDictionary<string, string>? Prefetch);
