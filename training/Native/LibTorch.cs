using System.Runtime.InteropServices;

namespace MedRecCloud.Training.Native;

/// <summary>Loads the native half of TorchSharp once per process, before its first tensor. Call <see cref="EnsureLoaded"/> from every entry point that uses Torch.</summary>
/// <remarks>
/// TorchSharp looks its native files up by name. A library that is already in the process is found by its name wherever it came from,
/// so loading the files here by their full paths is enough: nothing is copied into the output folder, and on systems with a C++ runtime
/// older than GCC 13's a patched copy stands in (<see cref="GlibcxxPatch"/>).
/// </remarks>
internal static class LibTorch
{
    private static readonly Lazy<Exception?> Failure = new(Load);

    /// <summary>False with <paramref name="reason"/> where LibTorch cannot be loaded; tests skip on it.</summary>
    public static bool IsAvailable(out string reason)
    {
        reason = Failure.Value?.Message ?? "";
        return Failure.Value is null;
    }

    /// <exception cref="LibTorchUnavailableException">LibTorch is not installed here or does not fit this system; the message says what to do.</exception>
    public static void EnsureLoaded()
    {
        if (Failure.Value is { } failure)
            throw new LibTorchUnavailableException(failure.Message, failure);
    }

    /// <summary>Loads LibTorch and sets how many threads an operation may use.</summary>
    public static void UseThreads(int threads)
    {
        EnsureLoaded();
        TorchSharp.torch.set_num_threads(Math.Max(1, threads));
    }

    private static Exception? Load()
    {
        try
        {
            var files = LibTorchFiles.Find();
            foreach (var dependency in files.Dependencies)
                NativeLibrary.Load(dependency);
            LoadTorchSharp(files.TorchSharp);
            TorchSharp.torch.InitializeDeviceType(TorchSharp.DeviceType.CPU);
            // OpenMP's threads spin while they wait: on a busy machine two are slower than one. Verbs with --threads raise it.
            TorchSharp.torch.set_num_threads(1);
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or IOException or UnauthorizedAccessException
            or NotSupportedException or LibTorchUnavailableException or EntryPointNotFoundException or TypeInitializationException)
        {
            return error as LibTorchUnavailableException ?? new LibTorchUnavailableException(
                $"LibTorch was found but does not load: {error.Message}{Environment.NewLine}{LibTorchFiles.Advice}", error);
        }
    }

    private static void LoadTorchSharp(string published)
    {
        try
        {
            NativeLibrary.Load(published);
        }
        catch (DllNotFoundException) when (OperatingSystem.IsLinux())
        {
            // Debian 12 and its age: the published file asks for GLIBCXX_3.4.32, which GCC 13 brought.
            NativeLibrary.Load(GlibcxxPatch.CopyOf(published));
        }
    }
}
