using System.Text.RegularExpressions;
using MedRecCloud.Infra.Tests.Bicep;
using MedRecCloud.Messaging;
using MedRecCloud.Storage;

namespace MedRecCloud.Infra.Tests.Templates;

public sealed partial class ShapeTests
{
    public static TheoryData<string> Files() =>
        [.. Bicep()];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_module_is_one_box_of_the_diagram_in_eighty_lines(string file)
    {
        if (file.StartsWith("modules", StringComparison.Ordinal)) Assert.InRange(File.ReadAllLines(Path.Combine(Repository.Infra, file)).Length, 1, 80);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_parameter_and_output_is_described(string file)
    {
        var text = Repository.Read("infra", file);
        foreach (Match declared in Declaration().Matches(text))
        {
            var before = text[..declared.Index].Split("\n\n")[^1];
            Assert.True(before.Contains("@description('", StringComparison.Ordinal), $"{file}: {declared.Value} has no description.");
        }
    }

    [Fact]
    public void Main_is_a_parts_list() =>
        Assert.All(Resource().Matches(Repository.Read("infra", "main.bicep")).Select(match => match.Value), line => Assert.Contains(" existing = ", line, StringComparison.Ordinal));

    [Fact]
    public void A_role_id_is_written_in_one_place() =>
        Assert.All(Bicep().Where(file => file != "types.bicep"), file => Assert.DoesNotMatch(Guid(), Repository.Read("infra", file)));

    [Fact]
    public void The_settings_are_those_the_code_reads()
    {
        var settings = Repository.Read("infra", "settings.bicep");
        Assert.Contains($"{ServiceBusOptions.Section}__{nameof(ServiceBusOptions.FullyQualifiedNamespace)}:", settings, StringComparison.Ordinal);
        Assert.Contains($"{BlobStorageOptions.Section}__{nameof(BlobStorageOptions.ServiceUri)}:", settings, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Bicep() =>
        Directory.EnumerateFiles(Repository.Infra, "*.bicep", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Infra, file)).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^(param|output) \w+", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^resource .*$", RegexOptions.Multiline)]
    private static partial Regex Resource();

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Guid();
}
