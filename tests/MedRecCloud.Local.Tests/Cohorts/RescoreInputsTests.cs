using MedRecCloud.Local.Cohorts;
using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Local.Tests.Cohorts;

public sealed class RescoreInputsTests : IDisposable
{
    private static readonly byte[] s_manifest = "{}"u8.ToArray();
    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-inputs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_command_comes_back_until_export_models_or_server_are_others()
    {
        var (export, models) = (Directory.CreateDirectory(Path.Combine(_folder, "export")).FullName, Directory.CreateDirectory(Path.Combine(_folder, "models", "a", "1")).FullName);
        File.WriteAllText(Path.Combine(export, "Patient.ndjson"), "{}");
        File.WriteAllText(Path.Combine(models, "manifest.json"), "1");
        var stack = new StackAddresses("", "", "", "", Models: Path.Combine(_folder, "models"));
        string Id(string? folder, StackAddresses addresses) => RescoreManifest.IdOf(export, s_manifest, RescoreInputs.Of(folder, addresses));
        var ids = new List<string> { Id(export, stack) };
        Assert.Matches("^export-[0-9a-f]{8}$", ids[0]);
        File.WriteAllText(Path.Combine(export, "readme.txt"), "not read");
        Assert.Equal(ids[0], Id(export, stack));

        File.AppendAllText(Path.Combine(export, "Patient.ndjson"), "\n");
        ids.Add(Id(export, stack));
        File.SetLastWriteTimeUtc(Path.Combine(export, "Patient.ndjson"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        ids.Add(Id(export, stack));
        File.WriteAllText(Path.Combine(models, "manifest.json"), "2");
        ids.Add(Id(export, stack));
        ids.Add(Id(null, stack with { FhirSource = "https://one.example/" }));
        ids.Add(Id(null, stack with { FhirSource = "https://two.example/" }));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("/m", null, null, null)]
    [InlineData("/other", null, null, "other models")]
    [InlineData(null, "/export", null, "another export in its FHIR server")]
    [InlineData(null, null, "https://elsewhere.example/", "another FHIR server")]
    [InlineData(null, null, "https://fhir.example/", null)]
    public void A_running_stack_with_other_models_or_another_server_is_not_taken_for_ones_own(string? models, string? fhir, string? server, string? difference) =>
        Assert.Equal(difference, CohortHost.Other(new StackAddresses("", "", "", "", Models: Path.GetFullPath("/m"), FhirSource: "https://fhir.example/"), models, fhir, server));

    [Theory]
    [InlineData("year-2026")]
    [InlineData(null)]
    public void A_name_that_can_be_a_cohorts_is_taken(string? name) => Assert.Equal(name, RescoreManifest.Named(name));

    [Theory]
    [InlineData("")]
    [InlineData("../elsewhere")]
    [InlineData("-x")]
    [InlineData("a b")]
    public void A_name_that_cannot_be_a_cohorts_is_refused(string name) => Assert.Contains("1 to 64", Assert.Throws<CommandException>(() => RescoreManifest.Named(name)).Message);

    [Theory]
    [InlineData("export-1a2b")]
    [InlineData("nightly 2026_11")]
    [InlineData(null)]
    public void An_id_that_may_be_a_cohorts_is_come_back_to(string? id) => Assert.Equal(id, RescoreManifest.Attached(id));

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    public void An_id_that_is_none_is_refused_before_anything_is_started(string id) =>
        Assert.Contains("no id of a cohort", Assert.Throws<CommandException>(() => RescoreManifest.Attached(id)).Message);
}
