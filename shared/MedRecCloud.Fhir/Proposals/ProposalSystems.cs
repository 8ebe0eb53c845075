namespace MedRecCloud.Fhir.Proposals;

/// <summary>The URIs under which the product's own identifiers, codes and extensions stand.</summary>
internal static class ProposalSystems
{
    public const string Identifier = "urn:medreccloud:proposal";
    public const string Device = "urn:medreccloud:model";
    public const string Module = "urn:medreccloud:medication-proposals";
    public const string AbstentionReason = "urn:medreccloud:abstention-reason";
    public const string WithdrawalReason = "urn:medreccloud:withdrawal-reason";

    private const string AiTransparency = "http://hl7.org/fhir/uv/aitransparency/";

    /// <summary>HL7 AI Transparency on FHIR: confidence, device and provenance profiles.</summary>
    public const string Confidence = AiTransparency + "StructureDefinition/AIconfidence";
    public const string DeviceProfile = AiTransparency + "StructureDefinition/AI-Device";
    public const string ProvenanceProfile = AiTransparency + "StructureDefinition/AI-Provenance";
    public const string DeviceType = AiTransparency + "CodeSystem/AIdeviceTypeCS";
}
