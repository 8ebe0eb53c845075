using Hl7.Fhir.Model;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>The model as a FHIR Device: name, version, package hash and prompt version (AIDevice profile).</summary>
internal static class ModelDevice
{
    public static Device Of(BundleScope scope) => new()
    {
        Meta = new Meta { Profile = [ProposalSystems.DeviceProfile] },
        Identifier = [Identifier(scope.Model)],
        Status = Device.FHIRDeviceStatus.Active,
        Manufacturer = "MedRecCloud",
        ModelNumber = scope.Model.ToString(),
        DeviceName = [new Device.DeviceNameComponent { Name = $"MedRecCloud {scope.Model.Name}", Type = DeviceNameType.ModelName }],
        Type = new CodeableConcept(ProposalSystems.DeviceType, "Artificial-Intelligence"),
        Version =
        [
            new Device.VersionComponent { Type = new CodeableConcept { Text = "model" }, Value = scope.Model.Version },
            new Device.VersionComponent { Type = new CodeableConcept { Text = "package SHA-256" }, Value = scope.Model.PackageHash },
            new Device.VersionComponent { Type = new CodeableConcept { Text = "prompt template" }, Value = scope.Model.PromptVersion },
        ],
        Note = [new Annotation { Text = "Decision support for clinicians: makes proposals, never orders." }],
    };

    public static Identifier Identifier(ModelVersion model) => new(ProposalSystems.Device, $"{model.Name}-{model.Version}-{model.PackageHash}");
}
