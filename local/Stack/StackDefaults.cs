namespace MedRecCloud.Local.Stack;

/// <summary>What the parts of the local stack agree on.</summary>
internal static class StackDefaults
{
    /// <summary>The FHIR account that events name; the local FHIR server holds its resources.</summary>
    public const string FhirAccount = "local.fhir.azurehealthcareapis.com";
}
