using System.Text.Json.Nodes;
using MedRecCloud.Infra.Tests.Bicep;
using MedRecCloud.Infra.Tests.Policies;

namespace MedRecCloud.Infra.Tests.Templates;

[Collection(BicepCollection.Name)]
public sealed class CompilerTests(BicepSession bicep)
{
    [Fact]
    public void Compiler_and_linter_write_an_empty_SARIF_file()
    {
        var run = BicepCompiler.Run(["build", Path.Combine(Repository.Infra, "main.bicep"), "--stdout", "--diagnostics-format", "sarif"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(JsonNode.Parse(run.Error)!["runs"]![0]!["results"]!.AsArray());
    }

    [Theory]
    [InlineData("cohort-events.bicep")]
    [InlineData("main.bicepparam")]
    [InlineData("dev.bicepparam")]
    [InlineData("prod.bicepparam")]
    public void Compiler_and_linter_find_nothing(string file) => Assert.Empty(bicep.Findings(Path.Combine(Repository.Infra, file)));

    [Theory]
    [InlineData("modules/service-bus.bicep", "disableLocalAuth: true", "disableLocalAuthh: true", "BCP089")]
    [InlineData("modules/service-bus.bicep", "lockDuration: q.lockDuration", "lockDuration: 5", "BCP036")]
    [InlineData("modules/budget.bicep", "@minLength(1)\n@maxLength(63)\n", "param unused string = ''\n", "no-unused-params")]
    public void A_mistake_is_found_though_the_compiler_calls_it_a_warning(string file, string text, string by, string code)
    {
        using var copy = new TemplateCopy();
        copy.Replace(file, text, by);

        Assert.Contains(code, bicep.Findings(Path.Combine(copy.Folder, file)));
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public void Committed_snapshot_is_what_the_template_deploys(string environment)
    {
        string[] arguments =
        [
            "snapshot", Path.Combine(Repository.Infra, $"{environment}.bicepparam"), "--mode", "validate", "--subscription-id", "00000000-0000-0000-0000-000000000001",
            "--resource-group", "rg-medrec", "--location", "swedencentral",
        ];

        var run = BicepCompiler.Run(arguments, WithoutNetwork);

        Assert.True(run.ExitCode == 0, $"infra/{environment}.snapshot.json is not what the template deploys. Look at the difference; if it is meant, run infra/scripts/snapshot.sh.\n{run.Output}{run.Error}");
    }

    // A mistake in the template itself, not in its snapshot, must reach the policies too.
    [Theory]
    [InlineData("modules/worker.bicep", "minReplicas: 0", "minReplicas: 1", "An idle worker costs nothing")]
    [InlineData("modules/data-storage.bicep", "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "Storage takes no account key")]
    [InlineData("settings.bicep", "name: 'cohort-requests'", "name: 'cohort-request'", "The queues are those of the code")]
    [InlineData("main.bicep", "childName: 'models', identityName: name.workerIdentity, roleId: roles.blobDataReader", "childName: 'models', identityName: name.workerIdentity, roleId: roles.blobDataOwner", "Every role assignment is documented, and every documented one is made")]
    [InlineData("modules/registry.bicep", "  scope: registry\n  properties: { workspaceId", "  properties: { workspaceId", "Diagnostics of everything go to Log Analytics")]
    public void A_mistake_in_the_template_breaks_its_policy(string file, string text, string by, string policy)
    {
        using var copy = new TemplateCopy();
        copy.Replace(file, text, by);
        var (snapshot, refusal) = bicep.Snapshot(Path.Combine(copy.Folder, "prod.bicepparam"));
        Assert.Null(refusal);

        var deployment = new Deployment("prod", (JsonObject)JsonNode.Parse(snapshot!)!);

        Assert.NotEmpty(PolicyTests.Policies[policy].Violations(deployment));
    }

    // Root may take the network away, which is how continuous integration runs; elsewhere the compiler is run as it is.
    private static string[] WithoutNetwork => Environment.UserName == "root" && File.Exists("/usr/bin/unshare") ? ["/usr/bin/unshare", "-n"] : [];
}
