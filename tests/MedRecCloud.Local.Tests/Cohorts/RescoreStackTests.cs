using MedRecCloud.Local.Cohorts;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Local.Tests.Cohorts;

public sealed class RescoreStackTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("medrec-stack-").FullName;

    [Theory]
    [InlineData("https://fhir.example.org/r4", "https://fhir.example.org/r4", null)]
    [InlineData("/data/export", null, "/data/export")]
    [InlineData(null, null, null)]
    public void A_stack_behind_a_crash_is_started_with_what_the_cohort_began_with(string? source, string? server, string? export)
    {
        RescoreStack.Write(_data, "c", new StackAddresses("bus", "blobs", "fhir", "account", Models: "/my/models", FhirSource: source));
        var known = RescoreStack.Read(_data, "c")!;
        Assert.Equal(("/my/models", server, export), (known.Models, known.Server, known.Export));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{half")]
    public void Nothing_that_can_be_read_is_nothing(string? content)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_data, "cohorts", "c"));
        if (content is not null) File.WriteAllText(Path.Combine(folder.FullName, "stack.json"), content);
        Assert.Null(RescoreStack.Read(_data, "c"));
    }

    [Theory]
    [InlineData("/data/export", null, null, null, "/data/export", null)]
    [InlineData("/data/export", null, null, "https://fhir.example.org/r4", null, "https://fhir.example.org/r4")]
    [InlineData("https://fhir.example.org/r4", "/my/other", null, null, null, "https://fhir.example.org/r4")]
    [InlineData("https://fhir.example.org/r4", null, "/data/export", null, "/data/export", null)]
    public void What_is_asked_for_by_name_takes_the_place_of_what_was_before(string before, string? models, string? fhir, string? server, string? servedExport, string? askedServer) =>
        Assert.Equal((models ?? "/my/models", servedExport, askedServer), CohortHost.With(models, fhir, server, new RescoreStack("/my/models", before)));

    public void Dispose() => Directory.Delete(_data, recursive: true);
}
