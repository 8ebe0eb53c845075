using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Onnx;

/// <summary>Where a package goes: built beside its place, put there when it is whole. Only an older package is replaced.</summary>
internal static class PackageFolder
{
    private const string Building = ".building";

    /// <summary>Refuses a folder whose files would be lost.</summary>
    /// <exception cref="TrainingDataException">It is a file, or holds anything that is not of a package.</exception>
    public static void Check(string folder)
    {
        if (File.Exists(folder))
            throw new TrainingDataException($"{folder} is a file; a package is a folder.");
        if (!Directory.Exists(folder))
            return;
        var own = FilesOf(folder);
        var other = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal).FirstOrDefault(file => !own.Contains(file));
        if (other is not null)
            throw new TrainingDataException($"{folder} holds {other}, which is not of a model package and would be lost. Choose a new or empty folder.");
    }

    /// <summary>Builds a package and puts it in its place; what was there stays if the building fails.</summary>
    /// <param name="folder">Its place.</param>
    /// <param name="build">Fills the folder that it is given; throws to let no package out.</param>
    /// <exception cref="TrainingDataException">See <see cref="Check"/>.</exception>
    public static async Task<ModelPackage> ReplaceAsync(string folder, Func<string, Task> build)
    {
        Check(folder);
        var building = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Building;
        Remove(building);
        try
        {
            Directory.CreateDirectory(building);
            await build(building);
            Remove(folder);
            Directory.Move(building, folder);
            return ModelPackage.Open(folder);
        }
        finally
        {
            Remove(building);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>What the folder's manifest lists; nothing where there is no manifest.</summary>
    private static HashSet<string> FilesOf(string folder)
    {
        try
        {
            var manifest = Path.Combine(folder, ModelPackage.ManifestFile);
            return File.Exists(manifest) ? [.. ModelPackage.ParseManifest(File.ReadAllBytes(manifest)).Manifest.Files.Keys, ModelPackage.ManifestFile] : [];
        }
        catch (ModelPackageException)
        {
            return [];
        }
    }
}
