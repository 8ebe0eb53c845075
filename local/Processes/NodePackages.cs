using System.Security.Cryptography;

namespace MedRecCloud.Local.Processes;

/// <summary>Installs npm packages at the versions of a package-lock.json, once per user and lock file, without running any package's scripts.</summary>
public static class NodePackages
{
    /// <param name="source">A folder with package.json and package-lock.json.</param>
    /// <param name="name">Names the folder in the cache.</param>
    /// <returns>The folder that holds node_modules.</returns>
    /// <exception cref="CommandException">Node.js or npm is missing, or npm failed.</exception>
    public static async Task<string> EnsureAsync(string source, string name, CancellationToken cancellationToken)
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"), cancellationToken).ConfigureAwait(false);
        var home = Path.Combine(CacheFolder(), $"{name}-{Convert.ToHexStringLower(SHA256.HashData(lockFile).AsSpan(0, 6))}");
        if (IsInstalled(home)) return home;
        using (await LockAsync(home + ".lock", cancellationToken).ConfigureAwait(false))
        {
            if (IsInstalled(home)) return home;
            Directory.CreateDirectory(home);
            foreach (var file in (string[])["package.json", "package-lock.json"]) File.Copy(Path.Combine(source, file), Path.Combine(home, file), overwrite: true);
            await InstallAsync(home, name, cancellationToken).ConfigureAwait(false);
            await File.WriteAllTextAsync(Path.Combine(home, "installed"), "", cancellationToken).ConfigureAwait(false);
            return home;
        }
    }

    /// <summary>The node program.</summary>
    /// <exception cref="CommandException">It is not on the PATH.</exception>
    public static string Node() => ExecutablePath.Find("node") ?? throw Missing();

    private static CommandException Missing() =>
        new("Node.js is not installed: the local blob storage (Azurite) runs on it. Install Node.js 20 or newer with npm (https://nodejs.org, or 'apt install nodejs npm') and start again.");

    private static bool IsInstalled(string home) => File.Exists(Path.Combine(home, "installed"));

    /// <summary>MEDREC_CACHE, else the user's cache folder.</summary>
    private static string CacheFolder() =>
        Environment.GetEnvironmentVariable("MEDREC_CACHE") is { Length: > 0 } own ? own
        : OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "medrec")
        : Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "medrec");

    private static async Task InstallAsync(string home, string name, CancellationToken cancellationToken)
    {
        var npm = ExecutablePath.Find("npm") ?? throw Missing();
        var log = Path.Combine(home, "npm.log");
        string[] arguments = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"];
        await using var process = ChildProcess.Start(new ChildCommand(npm, arguments, new Dictionary<string, string>(), log, home), _ => { });
        if (await process.Exited.WaitAsync(cancellationToken).ConfigureAwait(false) is var code and not 0)
            throw new CommandException($"npm could not install {name} (exit code {code}): see {log}. It needs the npm registry once, or a registry set in .npmrc.");
    }

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
