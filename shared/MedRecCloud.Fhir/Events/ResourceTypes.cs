using Hl7.Fhir.Model;

namespace MedRecCloud.Fhir.Events;

/// <summary>The names of FHIR's resource types: R4's, and those that R4B and R5 added and events may carry.</summary>
internal static class ResourceTypes
{
    private static readonly HashSet<string> Later = new(StringComparer.Ordinal)
    {
        "SubscriptionStatus", "SubscriptionTopic", "MedicationUsage", "Transport", "InventoryItem", "NutritionIntake", "Permission", "Citation", "ClinicalUseDefinition", "Ingredient",
        "ManufacturedItemDefinition", "PackagedProductDefinition", "AdministrableProductDefinition", "RegulatedAuthorization", "SubstanceDefinition", "NutritionProduct", "DeviceUsage",
        "EncounterHistory", "ActorDefinition", "Requirements", "GenomicStudy", "ImagingSelection", "ArtifactAssessment", "ConditionDefinition", "FormularyItem", "RequestOrchestration",
        "BiologicallyDerivedProductDispense", "DeviceAssociation", "DeviceDispense", "InventoryReport", "TestPlan",
    };

    public static bool IsKnown(string type) => ModelInfo.IsKnownResource(type) || Later.Contains(type);
}
