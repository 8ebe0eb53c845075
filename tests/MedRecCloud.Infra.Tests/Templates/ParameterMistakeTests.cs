using MedRecCloud.Infra.Tests.Bicep;

namespace MedRecCloud.Infra.Tests.Templates;

[Collection(BicepCollection.Name)]
public sealed class ParameterMistakeTests(BicepSession bicep)
{
    private const string Fhir = "readEnvironmentVariable('MEDREC_FHIR_SERVICE_ID', '')";
    private const string FindFhir = "az healthcareapis workspace fhir-service list";

    [Theory]
    [InlineData("location = 'swedencentral'", "location = 'antarctica'", "is not offered in", "Deploy to one of australiaeast, ", "or set gpu to None")]
    [InlineData("environmentName = 'prod'", "environmentName = 'universityhospital'", "has 18 characters. Storage account names hold 24 in all, so use at most 10", "prod")]
    [InlineData("environmentName = 'prod'", "environmentName = 'Prod-1'", "cannot be part of a storage account name. Use 2 to 10 lower-case letters and digits", "Prod-1")]
    [InlineData("fhirServiceId = " + Fhir, "fhirServiceId = ''", "No FHIR service was named. Set fhirServiceId", FindFhir)]
    [InlineData(Fhir, "'/subscriptions/s/resourceGroups/g/providers/Microsoft.HealthcareApis/workspaces/w'", "is not the resource id of a FHIR service", FindFhir)]
    [InlineData("== '' ? null : readEnvironmentVariable('MEDREC_WORKER_IMAGE', '')", "== '' ? null : 'medrec.azurecr.io/inference-worker:latest'", "is not pinned", "Give it as registry/name@sha256:digest")]
    [InlineData("proposalRetentionDays = 730", "proposalRetentionDays = 60", "Set proposalRetentionDays above 90", "would be refused by the lock")]
    [InlineData("[readEnvironmentVariable('MEDREC_ALERT_EMAIL', 'medrec-operations@hospital.example')]", "[]", "alertEmails is empty", "Name at least one address that is read")]
    public void A_wrong_parameter_is_refused_with_a_sentence_that_says_what_to_do(string right, string wrong, params string[] said)
    {
        using var copy = new TemplateCopy();
        copy.Replace("prod.bicepparam", right, wrong);

        var (_, refusal) = bicep.Snapshot(Path.Combine(copy.Folder, "prod.bicepparam"));

        Assert.NotNull(refusal);
        foreach (var text in said) Assert.Contains(text, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpu = 'T4'", "gpu = 'H100'")]
    [InlineData("maxWorkerReplicas = 4", "maxWorkerReplicas = 0")]
    [InlineData("dataReplication = 'Standard_ZRS'", "dataReplication = 'Premium_LRS'")]
    public void A_value_out_of_bounds_is_refused_by_the_compiler(string right, string wrong)
    {
        using var copy = new TemplateCopy();
        copy.Replace("prod.bicepparam", right, wrong);

        Assert.NotEmpty(bicep.Findings(Path.Combine(copy.Folder, "prod.bicepparam")));
    }
}
