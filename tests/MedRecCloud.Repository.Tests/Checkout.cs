using System.Diagnostics;

namespace MedRecCloud.Repository.Tests;

/// <summary>The checkout that these tests guard.</summary>
internal static class Checkout
{
    private static readonly string[] Left = ["bin", "obj", "node_modules", ".git", ".medrec", "TestResults", "artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>Files that git tracks or would, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    public static IEnumerable<string> Projects => Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));

    /// <summary>C# files of the product, its tests, tools and benchmarks.</summary>
    public static IEnumerable<string> Sources => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string NameOf(string project) => Path.GetFileNameWithoutExtension(project);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MedRecCloud.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside a checkout.");
    }

    private static string[] ListFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"]) { WorkingDirectory = Root, RedirectStandardOutput = true };
        try
        {
            using var git = Process.Start(start)!;
            var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            git.WaitForExit();
            if (git.ExitCode == 0) return [.. files.Where(file => File.Exists(Path.Combine(Root, file))).Distinct()];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // An unpacked archive without git: the folders that hold what is built are left out by name.
        }
        return [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => Left.Contains(part)))];
    }
}
