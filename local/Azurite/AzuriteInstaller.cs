using System.Security.Cryptography;
using MedRecCloud.Local.Processes;

namespace MedRecCloud.Local.Azurite;

/// <summary>Installs Azurite at the versions of package-lock.json, once per user and lock file, without running any package's scripts.</summary>
internal static class AzuriteInstaller
{
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Azurite");

    public static string Launcher => Path.Combine(Source, "launch.cjs");

    /// <returns>The folder that holds node_modules.</returns>
    /// <exception cref="CommandException">Node.js or npm is missing, or npm failed.</exception>
    public static async Task<string> EnsureAsync(Action<string>? progress, CancellationToken cancellationToken)
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Source, "package-lock.json"), cancellationToken).ConfigureAwait(false);
        var home = Path.Combine(CacheFolder(), $"azurite-{Convert.ToHexStringLower(SHA256.HashData(lockFile).AsSpan(0, 6))}");
        if (IsInstalled(home)) return home;
        using (await LockAsync(home + ".lock", cancellationToken).ConfigureAwait(false))
        {
            if (IsInstalled(home)) return home;
            progress?.Invoke("installing Azurite (once, about a minute)");
            Directory.CreateDirectory(home);
            foreach (var name in (string[])["package.json", "package-lock.json"]) File.Copy(Path.Combine(Source, name), Path.Combine(home, name), overwrite: true);
            await NpmAsync(home, cancellationToken).ConfigureAwait(false);
            await File.WriteAllTextAsync(Path.Combine(home, "installed"), "", cancellationToken).ConfigureAwait(false);
            return home;
        }
    }

    private static bool IsInstalled(string home) => File.Exists(Path.Combine(home, "installed"));

    /// <summary>MEDREC_CACHE, else the user's cache folder.</summary>
    private static string CacheFolder() =>
        Environment.GetEnvironmentVariable("MEDREC_CACHE") is { Length: > 0 } own ? own
        : OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "medrec")
        : Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "medrec");

    private static async Task NpmAsync(string home, CancellationToken cancellationToken)
    {
        var npm = ExecutablePath.Find("npm") ?? throw Node();
        var log = Path.Combine(home, "npm.log");
        string[] arguments = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"];
        await using var process = ChildProcess.Start(new ChildCommand(npm, arguments, new Dictionary<string, string>(), log, home), _ => { });
        if (await process.Exited.WaitAsync(cancellationToken).ConfigureAwait(false) is var code and not 0)
            throw new CommandException($"npm could not install Azurite (exit code {code}): see {log}. It needs the npm registry once, or a registry set in .npmrc.");
    }

    public static CommandException Node() =>
        new("Node.js is not installed: the local blob storage (Azurite) runs on it. Install Node.js 20 or newer with npm (https://nodejs.org, or 'apt install nodejs npm') and start again.");

    /// <summary>Two processes may start at once, as tests do: one installs, the other waits.</summary>
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
            catch (IOException) when (File.Exists(path)) { await Task.Delay(200, cancellationToken).ConfigureAwait(false); }
        }
    }
}
