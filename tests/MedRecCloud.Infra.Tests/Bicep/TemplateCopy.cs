namespace MedRecCloud.Infra.Tests.Bicep;

/// <summary>A copy of infra/ that a test may spoil.</summary>
internal sealed class TemplateCopy : IDisposable
{
    public TemplateCopy()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Infra, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Folder, Path.GetRelativePath(Repository.Infra, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("medrec-infra-").FullName;

    /// <summary>Replaces a text that must be there, so that a mutation never silently changes nothing.</summary>
    public void Replace(string file, string text, string by)
    {
        var path = Path.Combine(Folder, file);
        var content = File.ReadAllText(path);
        Assert.Contains(text, content, StringComparison.Ordinal);
        File.WriteAllText(path, content.Replace(text, by, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
