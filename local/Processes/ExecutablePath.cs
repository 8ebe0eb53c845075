namespace MedRecCloud.Local.Processes;

/// <summary>Looks for programs where the shell would.</summary>
internal static class ExecutablePath
{
    /// <returns>Its full path, or null when no folder of PATH holds it.</returns>
    public static string? Find(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))
            .FirstOrDefault(File.Exists);
    }
}
