using MedRecCloud.Infra.Tests.Bicep;

namespace MedRecCloud.Infra.Tests.Scripts;

public sealed class ScriptTests : IDisposable
{
    private readonly FakeTools _tools = new FakeTools().EverythingInPlace();

    [Fact]
    public void Preflight_is_content_when_everything_is_in_place()
    {
        var (code, output) = _tools.Run("preflight.sh", Variables());

        Assert.Equal((0, "Everything that can be asked beforehand is in place.\n"), (code, output));
    }

    [Theory]
    [InlineData("AZURE_LOCATION", null, "AZURE_LOCATION is not set. Run: azd env set AZURE_LOCATION swedencentral")]
    [InlineData("MEDREC_FHIR_SERVICE_ID", null, "MEDREC_FHIR_SERVICE_ID is not set. Run: azd env set MEDREC_FHIR_SERVICE_ID")]
    [InlineData("MEDREC_GPU", "H100", "MEDREC_GPU is \"H100\". Set it to None, T4 or A100.")]
    public void Preflight_refuses_a_variable_and_says_what_to_set(string name, string? value, string sentence)
    {
        var variables = Variables();
        variables[name] = value;

        Refused(variables, sentence);
    }

    [Theory]
    [InlineData("az account show", "", 1, "you are not signed in. Run: az login")]
    [InlineData("az resource show", "", 3, "is not there, or you may not read it. Check the id with: az healthcareapis")]
    [InlineData("--namespace Microsoft.EventGrid", "NotRegistered", 0, "Run: az provider register --namespace Microsoft.EventGrid --wait")]
    [InlineData("workload-profile list-supported", "0", 0, "Consumption-GPU-NC8as-T4 is not offered in westeurope. Choose another AZURE_LOCATION, or run on CPUs with: azd env set MEDREC_GPU None")]
    [InlineData("system-topic list", "hospital-topic", 0, "has the event topic hospital-topic already, and Azure allows one. Give it as fhirEventTopic")]
    public void Preflight_refuses_what_Azure_lacks_and_says_what_to_do(string call, string answer, int code, string sentence)
    {
        _tools.Answer(call, answer, code);

        Refused(Variables(), sentence);
    }

    [Fact]
    public void Preflight_asks_for_no_GPU_profile_where_none_is_wanted()
    {
        var variables = Variables();
        variables["MEDREC_GPU"] = "None";

        Assert.Equal(0, _tools.Run("preflight.sh", variables).ExitCode);
        Assert.DoesNotContain(_tools.Calls, call => call.Contains("workload-profile", StringComparison.Ordinal));
    }

    [Fact]
    public void Preflight_knows_its_own_topic_again()
    {
        _tools.Answer("system-topic list", "evgt-medrec-dev-fhir");

        Assert.Equal(0, _tools.Run("preflight.sh", Variables()).ExitCode);
    }

    [Fact]
    public void An_image_is_not_built_from_placeholders()
    {
        var (code, output) = _tools.Run("build-image.sh", new() { ["AZURE_CONTAINER_REGISTRY_NAME"] = "medrec" });

        Assert.NotEqual(0, code);
        Assert.Contains("Run infra/scripts/pin-images.sh", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_is_there_is_not_built_again_and_is_named_by_digest()
    {
        _tools.Pin();

        var (code, output) = _tools.Run("build-image.sh", new() { ["AZURE_CONTAINER_REGISTRY_NAME"] = "medrec", ["AZURE_ENV_NAME"] = "dev" });

        var image = "medrec.azurecr.io/inference-worker@sha256:" + new string('a', 64);
        Assert.Equal((0, image + "\n"), (code, output.Replace("\n\n", "\n", StringComparison.Ordinal).TrimStart('\n')));
        Assert.Contains($"azd env set MEDREC_WORKER_IMAGE {image}", _tools.Calls);
        Assert.DoesNotContain(_tools.Calls, call => call.Contains("acr build", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("T4", "GPU=true")]
    [InlineData("None", "GPU=false")]
    public void An_image_that_is_missing_is_built_in_the_registry(string gpu, string argument)
    {
        _tools.Pin();
        _tools.Answer("show-metadata", "", 1);

        _tools.Run("build-image.sh", new() { ["AZURE_CONTAINER_REGISTRY_NAME"] = "medrec", ["MEDREC_GPU"] = gpu });

        Assert.Contains(_tools.Calls, call => call.Contains("acr build --registry medrec", StringComparison.Ordinal) && call.Contains(argument, StringComparison.Ordinal));
    }

    [Fact]
    public void Pinning_writes_the_digest_of_every_base()
    {
        _tools.Answer("imagetools inspect", "sha256:" + new string('c', 64));

        Assert.Equal(0, _tools.Run("pin-images.sh", []).ExitCode);

        var files = File.ReadAllText(Path.Combine(_tools.Folder, "inference-worker/Dockerfile")) + File.ReadAllText(Path.Combine(_tools.Folder, "functions/Dockerfile"));
        Assert.DoesNotContain(new string('0', 64), files, StringComparison.Ordinal);
        Assert.Equal(5, files.Split("@sha256:" + new string('c', 64)).Length - 1);
    }

    [Fact]
    public void Pinning_stops_at_an_answer_that_is_no_digest()
    {
        _tools.Answer("imagetools inspect", "<html>");

        Assert.NotEqual(0, _tools.Run("pin-images.sh", []).ExitCode);
        Assert.Equal(Repository.Read("inference-worker", "Dockerfile"), File.ReadAllText(Path.Combine(_tools.Folder, "inference-worker/Dockerfile")));
    }

    [Fact]
    public void Deployment_makes_the_registry_then_the_image_then_the_worker_then_the_code_then_the_subscription()
    {
        _tools.Pin();
        // Resource Manager changes the case of output names.
        _tools.Answer("--name medrec-dev", """{\n "azurE_CONTAINER_REGISTRY_NAME": {\n "type": "String",\n "value": "medrecdev" },\n "medreC_FUNCTION_APP": {\n "type": "String",\n "value": "func-x"\n },\n "medreC_COHORT_TOPIC": {\n "type": "String",\n "value": "topic-x"\n }\n}""");

        var (code, output) = _tools.Run("deploy.sh", Variables(), "dev", "rg-medrec", "westeurope");

        Assert.True(code == 0, output);
        var order = _tools.Calls.Where(call => call.Contains("deployment", StringComparison.Ordinal) || call.Contains("acr manifest", StringComparison.Ordinal) || call.StartsWith("dotnet", StringComparison.Ordinal)).ToList();
        Assert.Collection(
            order,
            call => Assert.Contains("deployment group create --resource-group rg-medrec --name medrec-dev --parameters infra/dev.bicepparam --parameters location=westeurope", call, StringComparison.Ordinal),
            call => Assert.Contains("acr manifest show-metadata --registry medrecdev", call, StringComparison.Ordinal),
            call => Assert.Contains("acr manifest show-metadata --registry medrecdev", call, StringComparison.Ordinal),
            call => Assert.Contains("--name medrec-dev", call, StringComparison.Ordinal),
            call => Assert.StartsWith("dotnet publish functions --configuration Release", call, StringComparison.Ordinal),
            call => Assert.Contains("config-zip --resource-group rg-medrec --name func-x", call, StringComparison.Ordinal),
            call => Assert.Contains("--template-file cohort-events.bicep --parameters functionAppName=func-x topicName=topic-x", call, StringComparison.Ordinal));
    }

    [Fact]
    public void Azd_runs_the_same_scripts_in_the_same_order()
    {
        var azd = Repository.Read("azure.yaml");
        string[] order = ["- azd: provision", "- azd: provision", "- azd: deploy --all", "preprovision:", "preflight.sh", "postprovision:", "build-image.sh", "postdeploy:", "subscribe-cohorts.sh"];
        Assert.True(order.Aggregate(0, (from, text) => from < 0 ? from : azd.IndexOf(text, from, StringComparison.Ordinal) is var at && at < 0 ? -1 : at + text.Length) > 0, "azure.yaml has another order.");
    }

    [Fact]
    public void Workflows_hold_no_secret_and_sign_in_with_a_token_of_their_own()
    {
        var deploy = Repository.Read(".github", "workflows", "deploy.yml");
        Assert.Contains("id-token: write", deploy, StringComparison.Ordinal);
        Assert.All([deploy, Repository.Read(".github", "workflows", "ci.yml")], text => Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal));
        Assert.All(["what-if", "infra/scripts/deploy.sh", ".ci/run", "sbom-action"], step => Assert.Contains(step, deploy, StringComparison.Ordinal));
    }

    public void Dispose() => _tools.Dispose();

    private static Dictionary<string, string?> Variables() => new() { ["AZURE_LOCATION"] = "westeurope", ["MEDREC_FHIR_SERVICE_ID"] = FakeTools.Fhir };

    private void Refused(Dictionary<string, string?> variables, string sentence)
    {
        var (code, output) = _tools.Run("preflight.sh", variables);

        Assert.Equal(1, code);
        Assert.StartsWith("Not deployed: ", output.TrimStart(), StringComparison.Ordinal);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
    }
}
