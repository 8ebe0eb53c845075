using System.Diagnostics;

namespace MedRecCloud.InferenceWorker.Tests.Containers;

/// <summary>
/// A container made of ordinary Linux tools: its own mount, process and IPC namespaces, a root that is mounted read-only and holds the system's libraries,
/// .NET and the published worker, a small writable /scratch, and user 1654 with no capability.
/// </summary>
internal static class Sandbox
{
    // $1 = folder to build the root in, $2 = published worker, $3 = model packages, the rest = the program.
    private const string Script = """
        set -euo pipefail
        root=$1; app=$2; models=$3; shift 3
        mount -t tmpfs -o mode=755 tmpfs "$root"
        for folder in usr bin lib lib64 sbin; do
          if [ -L "/$folder" ]; then cp -P "/$folder" "$root/$folder"
          elif [ -d "/$folder" ]; then mkdir "$root/$folder"; mount --bind -o ro "/$folder" "$root/$folder"; mount -o remount,bind,ro "$root/$folder"; fi
        done
        mkdir -p "$root/app" "$root/models" "$root/scratch" "$root/proc" "$root/dev" "$root/etc/ssl"
        mount --bind "$app" "$root/app"; mount -o remount,bind,ro "$root/app"
        mount --bind "$models" "$root/models"; mount -o remount,bind,ro "$root/models"
        if [ -d /etc/ssl ]; then mount --bind /etc/ssl "$root/etc/ssl"; mount -o remount,bind,ro "$root/etc/ssl"; fi
        mount -t tmpfs -o mode=700,uid=1654,gid=1654,size=256m tmpfs "$root/scratch"
        mount -t proc proc "$root/proc"
        for device in null zero random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
        mount -o remount,ro "$root"
        exec chroot "$root" /usr/bin/setpriv --reuid 1654 --regid 1654 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs \
          /usr/bin/env -i PATH=/usr/bin:/bin HOME=/scratch TMPDIR=/scratch DOTNET_EnableDiagnostics=0 "$@"
        """;

    /// <summary>Why there can be no sandbox here; null where there can.</summary>
    public static string? Missing =>
        !OperatingSystem.IsLinux() || Environment.UserName != "root" ? "needs root, to mount a read-only root"
        : new[] { "/usr/bin/unshare", "/usr/sbin/chroot", "/usr/bin/setpriv" }.FirstOrDefault(tool => !File.Exists(tool)) is { } tool ? $"needs {tool}"
        : Run("/tmp", "/tmp", "/usr/bin/true") is { ExitCode: 0 } ? null : "this system grants no mount namespaces";

    public static (int ExitCode, string Output) Run(string app, string models, params string[] program)
    {
        using var process = Start(app, models, program);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }

    public static Process Start(string app, string models, params string[] program)
    {
        var root = Directory.CreateTempSubdirectory("medrec-root-").FullName;
        string[] arguments = ["--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "bash", "-c", Script, "sandbox", root, app, models, .. program];
        return Process.Start(new ProcessStartInfo("/usr/bin/unshare", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
