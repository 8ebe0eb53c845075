using System.Text.RegularExpressions;

namespace MedRecCloud.Repository.Tests;

public sealed partial class ReferenceTests
{
    /// <summary>Which project may use which: the table of docs/architecture.md.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["MedRecCloud.Clinical"] = [],
        ["MedRecCloud.Fhir"] = ["Clinical", "Hosting"],
        ["MedRecCloud.Messaging"] = ["Clinical", "Hosting"],
        ["MedRecCloud.Storage"] = ["Clinical", "Hosting"],
        ["MedRecCloud.Hosting"] = [],
        ["MedRecCloud.Models"] = ["Clinical"],
        ["MedRecCloud.Intake"] = ["Clinical", "Fhir", "Messaging", "Storage", "Hosting"],
        ["MedRecCloud.Functions"] = ["Clinical", "Intake", "Hosting"],
        ["MedRecCloud.InferenceWorker"] = ["Clinical", "Fhir", "Messaging", "Storage", "Hosting", "Models"],
        ["MedRecCloud.Training"] = ["Clinical", "Fhir", "Models"],
        ["MedRecCloud.Local"] = ["Clinical", "Fhir", "Messaging", "Storage", "Intake", "Hosting"],
    };

    /// <summary>The one project (or the few) in which a library may be used directly.</summary>
    private static readonly Dictionary<string, string[]> Homes = new()
    {
        ["Hl7.Fhir.R4"] = ["Fhir"],
        ["AngleSharp"] = ["Fhir"],
        ["PdfPig"] = ["Fhir"],
        ["AMQPNetLite"] = ["Messaging", "Local"],
        ["Azure.Storage.Blobs"] = ["Storage"],
        ["Microsoft.ML.OnnxRuntime"] = ["InferenceWorker", "Training"],
        ["Microsoft.ML.OnnxRuntime.Gpu"] = ["InferenceWorker"],
        ["TorchSharp"] = ["Training"],
        ["Microsoft.Data.Sqlite"] = ["Local", "Intake"],
        ["System.CommandLine"] = ["Local", "Training", "Benchmarks"],
        ["Spectre.Console"] = ["Local", "Training"],
        ["Microsoft.Azure.Functions.Worker"] = ["Functions"],
        ["Azure.Messaging.ServiceBus"] = ["Functions"],
    };

    public static TheoryData<string> ProductProjects => [.. Checkout.Projects.Where(IsProduct).Select(Checkout.NameOf)];

    [Theory, MemberData(nameof(ProductProjects))]
    public void A_project_references_only_what_the_table_allows(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"{project} is not in the table of references.");
        // The local stack runs the worker as a process of its own; it only builds it.
        var references = References(project).Where(reference => reference.ReferencesAssembly).Select(reference => reference.Name).ToArray();
        Strays.None(references.Except(Allowed[project].Select(name => "MedRecCloud." + name)));
    }

    [Fact]
    public void A_library_is_used_in_its_home_only()
    {
        var strays =
            from file in Checkout.Projects.Where(file => IsProduct(file) || file.StartsWith("benchmarks/", StringComparison.Ordinal))
            from Match package in PackageReference().Matches(Checkout.Read(file))
            let home = Homes.GetValueOrDefault(package.Groups[1].Value)
            where home is not null && !home.Contains(Checkout.NameOf(file)["MedRecCloud.".Length..])
            select $"{file} uses {package.Groups[1].Value}";
        Strays.None(strays);
    }

    [Fact]
    public void Clinical_uses_no_package_and_touches_neither_disk_nor_network_nor_clock()
    {
        var project = Checkout.Projects.Single(file => Checkout.NameOf(file) == "MedRecCloud.Clinical");
        Assert.DoesNotMatch(PackageReference(), Checkout.Read(project));
        var impure = Checkout.Sources.Where(file => file.StartsWith("shared/MedRecCloud.Clinical/", StringComparison.Ordinal))
            .Where(file => Impure().IsMatch(Checkout.Read(file)));
        Strays.None(impure);
    }

    private static bool IsProduct(string file) => !file.StartsWith("tests/", StringComparison.Ordinal) && !file.StartsWith("benchmarks/", StringComparison.Ordinal);

    private static IEnumerable<(string Name, bool ReferencesAssembly)> References(string project)
    {
        var text = Checkout.Read(Checkout.Projects.Single(file => Checkout.NameOf(file) == project));
        return ProjectReference().Matches(text)
            .Select(match => (Checkout.NameOf(match.Groups[1].Value.Replace('\\', '/')), !match.Value.Contains("ReferenceOutputAssembly=\"false\"", StringComparison.Ordinal)));
    }

    [GeneratedRegex("""<ProjectReference\s+Include="([^"]+)"[^>]*>""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex("""<PackageReference\s+Include="([^"]+)""")]
    private static partial Regex PackageReference();

    [GeneratedRegex(@"\bFile\.(Read|Write|Open|Create|Delete|Exists|Append)|\b(Directory|HttpClient|Console|Environment|TimeProvider|Thread)\.[A-Z]|\busing System\.(IO|Net)\b")]
    private static partial Regex Impure();
}
