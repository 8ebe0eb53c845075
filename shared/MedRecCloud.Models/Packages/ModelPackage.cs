using System.Security.Cryptography;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Models.Packages;

/// <summary>A checked model package: its folder, its manifest, and the formulary in the model's order.</summary>
public sealed class ModelPackage
{
    public const string ManifestFile = "manifest.json", FormularyFile = "formulary.json", GraphFile = "model.onnx", WeightsFile = "model.onnx.data", UsageFile = "usage.json";

    private ModelPackage(string folder, ModelManifest manifest, Formulary formulary, UsageTable usage, ModelPackage? second, string packageHash) =>
        (Folder, Manifest, Formulary, Usage, Second, PackageHash) = (folder, manifest, formulary, usage, second, packageHash);

    public string Folder { get; }

    public ModelManifest Manifest { get; }

    public Formulary Formulary { get; }

    /// <summary>What was usual in training; <see cref="UsageTable.Empty"/> for a package without counts, which is refused where the model reads them.</summary>
    public UsageTable Usage { get; }

    /// <summary>The package of the second reader; null when the manifest names none.</summary>
    public ModelPackage? Second { get; }

    /// <summary>SHA-256 of manifest.json, which holds the hash of every other file, the second reader's included.</summary>
    public string PackageHash { get; }

    public ModelKind Kind => KindOf(Manifest.Kind);

    public ModelVersion Version => new(Manifest.Name, Manifest.Version, Kind, PackageHash, Manifest.PromptTemplate);

    /// <summary>Full path of one of the package's files.</summary>
    /// <exception cref="ModelPackageException">The manifest does not list it, so its content was not checked.</exception>
    public string PathOf(string file) =>
        Manifest.Files.ContainsKey(file) ? Path.Combine(Folder, file) : throw new ModelPackageException($"{Manifest.Name}@{Manifest.Version} lists no file '{file}' in its manifest.");

    /// <summary>Opens a package after checking its format, the hash of every file, and that manifest and formulary agree.</summary>
    /// <exception cref="ModelPackageException">Any of them fails.</exception>
    public static ModelPackage Open(string folder)
    {
        try
        {
            var (manifest, hash) = ReadManifest(folder);
            foreach (var (file, expected) in manifest.Files)
                CheckFile(folder, file, expected);
            var formulary = JsonSerializer.Deserialize<Formulary>(File.ReadAllBytes(Path.Combine(folder, FormularyFile)), ClinicalJson.Options)
                            ?? throw new ModelPackageException($"{FormularyFile} is empty.");
            ModelPackageRules.Check(manifest, formulary);
            var usage = manifest.Files.ContainsKey(UsageFile) ? UsageTable.Read(File.ReadAllBytes(Path.Combine(folder, UsageFile))) : UsageTable.Empty;
            var second = manifest.Second is null ? null : Open(Path.Combine(folder, SecondReader.Folder));
            ModelPackageRules.CheckSecond(manifest, second?.Manifest);
            return new ModelPackage(folder, manifest, formulary, usage, second, hash);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelPackageException($"The model package in {Path.GetFileName(folder)} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The manifest and the package's hash, its format checked but no other file: enough to decide what to fetch.</summary>
    /// <exception cref="ModelPackageException">Not a manifest, or of a newer format.</exception>
    public static (ModelManifest Manifest, string PackageHash) ParseManifest(ReadOnlySpan<byte> json)
    {
        try
        {
            // The format is read first: a newer manifest may lack what this one requires.
            using var document = JsonDocument.Parse(json.ToArray());
            var format = document.RootElement.TryGetProperty("format", out var value) && value.TryGetInt32(out var number) ? number : 0;
            if (format is < 1 or > ModelManifest.CurrentFormat)
                throw new ModelPackageException($"{ManifestFile} has format {format}; this version reads 1 to {ModelManifest.CurrentFormat}. Update the software, or export the model again.");
            var manifest = document.RootElement.Deserialize<ModelManifest>(ClinicalJson.Options) ?? throw new ModelPackageException($"{ManifestFile} is empty.");
            return (manifest, Convert.ToHexStringLower(SHA256.HashData(json)));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ModelPackageException($"{ManifestFile} is not a manifest: {error.Message}", error);
        }
    }

    /// <exception cref="ModelPackageException">The word is none of the three.</exception>
    public static ModelKind KindOf(string word) => word switch
    {
        "lamo" => ModelKind.Lamo,
        "leader-teacher" => ModelKind.LeaderTeacher,
        "leader-student" => ModelKind.LeaderStudent,
        _ => throw new ModelPackageException($"{ManifestFile} names the kind '{word}'; known are lamo, leader-teacher and leader-student."),
    };

    /// <summary>SHA-256 of a file, lower-case hex.</summary>
    public static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static (ModelManifest, string) ReadManifest(string folder)
    {
        var path = Path.Combine(folder, ManifestFile);
        return File.Exists(path) ? ParseManifest(File.ReadAllBytes(path)) : throw new ModelPackageException($"{folder} holds no {ManifestFile}: it is not a model package.");
    }

    private static void CheckFile(string folder, string file, string expected)
    {
        var own = file.StartsWith(SecondReader.Folder + "/", StringComparison.Ordinal) ? file[(SecondReader.Folder.Length + 1)..] : file;
        if (own != Path.GetFileName(own) || own is "" or "." or ".." || own.Contains('\\'))
            throw new ModelPackageException($"{ManifestFile} lists '{file}', which is not a file of its own folder.");
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
            throw new ModelPackageException($"{file} is missing from the package.");
        if (!string.Equals(HashOf(path), expected, StringComparison.Ordinal))
            throw new ModelPackageException($"{file} does not have the SHA-256 that {ManifestFile} states: damaged or tampered with.");
    }
}
