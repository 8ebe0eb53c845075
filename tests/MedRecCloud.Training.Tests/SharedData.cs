namespace MedRecCloud.Training.Tests;

/// <summary>The third-party data beside the checkout (or where MEDREC_SHARED says); tests that need them are skipped without.</summary>
internal static class SharedData
{
    public static string Folder(string name)
    {
        var root = Environment.GetEnvironmentVariable("MEDREC_SHARED") ?? Beside();
        var folder = Path.Combine(root ?? "", "data", name);
        Skip.IfNot(root is not null && Directory.Exists(folder), $"The data set {name} is not beside the checkout; set MEDREC_SHARED to the folder that holds data/{name}.");
        return folder;
    }

    private static string? Beside()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MedRecCloud.sln")))
            folder = folder.Parent;
        return folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared") : null;
    }
}
