using System.Diagnostics;

namespace MedRecCloud.Some;

/// <summary>The browser that pages are looked at with, where it is installed.</summary>
internal static class Chromium
{
    public const string Missing = "Chromium is not installed: apt-get install chromium.";

    private static readonly string? s_path = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    public static bool IsInstalled => s_path is not null;

    /// <summary>Opens a file without a window and returns what the browser prints.</summary>
    /// <param name="folder">For the browser's profile.</param>
    /// <param name="arguments">What to do with the page, e.g. <c>--dump-dom</c>.</param>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public static string Open(string folder, string file, string arguments)
    {
        var start = new ProcessStartInfo(s_path!)
        {
            Arguments = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync "
                + $"--user-data-dir={folder}/profile {arguments} file://{file}",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var chromium = Process.Start(start)!;
        chromium.ErrorDataReceived += (_, _) => { };
        chromium.BeginErrorReadLine();
        var printed = chromium.StandardOutput.ReadToEnd();
        return chromium.WaitForExit(TimeSpan.FromMinutes(2)) ? printed : throw new TimeoutException("Chromium did not end within two minutes.");
    }
}
