namespace MedRecCloud.Repository.Tests;

public sealed class HygieneTests
{
    // Put together, so that this file does not hold what it looks for.
    private static readonly string[] MachinePaths = ["/" + "work/", "/" + "root/", "/" + "home/"];

    private static readonly string[] TextEndings =
        [".cs", ".csproj", ".props", ".targets", ".sln", ".slnf", ".json", ".md", ".yml", ".yaml", ".bicep", ".bicepparam", ".sh", ".cjs", ".mjs", ".js", ".txt", ".editorconfig"];

    [Fact]
    public void No_file_names_a_place_on_somebodys_machine()
    {
        var strays =
            from file in Checkout.Files.Where(IsText)
            let text = Checkout.Read(file)
            from path in MachinePaths
            // A word before the slash makes it a part of a URL or of a relative path.
            where Occurs(text, path)
            select $"{file}: {path}";
        Strays.None(strays);
    }

    [Fact]
    public void The_readme_fits_on_three_pages() => Assert.InRange(File.ReadLines(Path.Combine(Checkout.Root, "README.md")).Count(), 1, 150);

    [Fact]
    public void No_received_snapshot_is_committed() => Strays.None(Checkout.Files.Where(file => file.Contains(".received.", StringComparison.Ordinal)));

    [Fact]
    public void Every_project_that_can_be_restored_here_has_a_lock_file() =>
        Strays.None(Checkout.Projects.Where(file => Checkout.NameOf(file) != "MedRecCloud.Functions" && !Checkout.Files.Contains(Beside(file, "packages.lock.json"))));

    [Fact]
    public void Every_npm_package_has_a_lock_file_that_names_no_registry()
    {
        foreach (var package in Checkout.Files.Where(file => Path.GetFileName(file) == "package.json"))
        {
            Assert.Contains(Beside(package, "package-lock.json"), Checkout.Files);
            Assert.DoesNotContain("\"resolved\"", Checkout.Read(Beside(package, "package-lock.json")));
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Checkout.Read("MedRecCloud.sln").Replace('\\', '/');
        Strays.None(Checkout.Projects.Where(file => !solution.Contains($"\"{file}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_project_but_the_functions_is_in_the_filter_of_the_tests()
    {
        var filter = Checkout.Read("tests/Tests.slnf").Replace("\\\\", "/");
        var missing = Checkout.Projects.Where(file => !filter.Contains($"\"{file}\"", StringComparison.Ordinal));
        Assert.Equal(["functions/MedRecCloud.Functions.csproj"], missing);
    }

    private static bool Occurs(string text, string path)
    {
        for (var at = text.IndexOf(path, StringComparison.Ordinal); at >= 0; at = text.IndexOf(path, at + 1, StringComparison.Ordinal))
            if (at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '.' or '-' or '_' or '}' or ')' or '*' or '~')) return true;
        return false;
    }

    private static string Beside(string file, string name) => Path.GetDirectoryName(file) is { Length: > 0 } folder ? $"{folder.Replace('\\', '/')}/{name}" : name;

    private static bool IsText(string file) => TextEndings.Contains(Path.GetExtension(file)) && !file.EndsWith("package-lock.json", StringComparison.Ordinal);
}
