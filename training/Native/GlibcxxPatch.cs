using System.Security.Cryptography;

namespace MedRecCloud.Training.Native;

/// <summary>Makes a copy of libLibTorchSharp.so that loads with a C++ runtime older than GCC 13's. See docs/adr/2611-torchsharp-on-debian-12.md.</summary>
/// <remarks>
/// The published file imports one symbol of GLIBCXX_3.4.32: <c>std::ios_base_library_init()</c>, an empty marker that GCC 13's
/// <c>&lt;iostream&gt;</c> references so that a too old runtime is noticed. It is never called. In the copy the import names an old
/// function with the same shape, and the version requirement an old version. Nothing else is changed.
/// </remarks>
internal static class GlibcxxPatch
{
    private const string Runtime = "libstdc++.so.6";
    private const string MissingVersion = "GLIBCXX_3.4.32";
    private const string PresentVersion = "GLIBCXX_3.4.20";
    private const string MissingSymbol = "_ZSt21ios_base_library_initv";
    private const string PresentSymbol = "_ZSt13get_terminatev";

    /// <summary>Path of the patched copy of <paramref name="published"/>, made if this user has none yet.</summary>
    /// <exception cref="LibTorchUnavailableException">The file is not one that this patch understands.</exception>
    public static string CopyOf(string published)
    {
        var bytes = File.ReadAllBytes(published);
        var folder = Path.Combine(CacheFolder(), Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
        var copy = Path.Combine(folder, Path.GetFileName(published));
        if (File.Exists(copy))
            return copy;
        Apply(bytes);
        Directory.CreateDirectory(folder);
        // Two processes may arrive together: each writes its own file, the last rename wins, and all contents are equal.
        var temporary = $"{copy}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, copy, overwrite: true);
        return copy;
    }

    /// <summary>Rewrites the version requirement and the import in place.</summary>
    /// <exception cref="LibTorchUnavailableException">The file is not a 64-bit little-endian ELF, or does not have exactly this one import.</exception>
    public static void Apply(byte[] file)
    {
        try
        {
            var image = new ElfImage(file);
            image.ReplaceNeededVersion(Runtime, MissingVersion, PresentVersion);
            image.RenameImport(MissingSymbol, PresentSymbol);
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentOutOfRangeException)
        {
            throw new LibTorchUnavailableException(
                $"libLibTorchSharp.so does not load here and cannot be adapted: {error.Message} A system with GCC 13's libstdc++ " +
                $"(Debian 13, Ubuntu 24.04, the .NET 10 container images) loads it as it is. {LibTorchFiles.Advice}", error);
        }
    }

    private static string CacheFolder() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create) is { Length: > 0 } local
            ? local : Path.GetTempPath(), "medreccloud", "torchsharp");
}
