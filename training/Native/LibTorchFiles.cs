using System.Reflection;
using System.Runtime.InteropServices;

namespace MedRecCloud.Training.Native;

/// <summary>Where the native files lie: a folder named by the environment, the output folder (after a publish with -p:BundleLibTorch=true), or the NuGet package folder.</summary>
/// <param name="TorchSharp">TorchSharp's own native file.</param>
/// <param name="Dependencies">LibTorch's files in the order they must be loaded.</param>
internal sealed record LibTorchFiles(string TorchSharp, IReadOnlyList<string> Dependencies)
{
    public const string FolderVariable = "MEDREC_LIBTORCH";

    public static string Advice =>
        $"Run `dotnet restore training` on this machine, publish with `-p:BundleLibTorch=true`, or set {FolderVariable} to a folder that holds " +
        "the native files of TorchSharp 0.107 and LibTorch 2.10 (CPU). See docs/adr/2611-torchsharp-on-debian-12.md.";

    public static LibTorchFiles Find()
    {
        var (sharp, torch) = Names();
        var folders = Folders().ToList();
        return new LibTorchFiles(In(folders, sharp), [.. torch.Select(name => In(folders, name))]);
    }

    private static (string Sharp, string[] Torch) Names() =>
        OperatingSystem.IsWindows() ? ("LibTorchSharp.dll", ["uv.dll", "libiomp5md.dll", "c10.dll", "torch_cpu.dll", "torch.dll"])
        : OperatingSystem.IsMacOS() ? ("libLibTorchSharp.dylib", ["libomp.dylib", "libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib"])
        : OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? ("libLibTorchSharp.so", ["libc10.so", "libtorch_cpu.so", "libtorch.so"])
        : throw new LibTorchUnavailableException($"There is no LibTorch for {RuntimeInformation.RuntimeIdentifier}. Train on Linux x64, Windows x64 or macOS arm64.");

    private static string In(List<string> folders, string name) =>
        folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new LibTorchUnavailableException($"{name} is in none of: {string.Join(", ", folders)}.{Environment.NewLine}{Advice}");

    private static IEnumerable<string> Folders()
    {
        var native = Path.Combine("runtimes", Rid, "native");
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named)
            yield return named;
        yield return AppContext.BaseDirectory;
        yield return Path.Combine(AppContext.BaseDirectory, native);
        foreach (var package in typeof(LibTorchFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                     .Where(item => item.Key is "TorchSharpPackage" or "LibTorchPackage"))
            yield return Path.Combine(package.Value ?? "", native);
    }

    private static string Rid => OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";
}
