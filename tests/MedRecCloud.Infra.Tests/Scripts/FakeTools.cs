using System.Diagnostics;
using MedRecCloud.Infra.Tests.Bicep;

namespace MedRecCloud.Infra.Tests.Scripts;

/// <summary>A copy of what the scripts work on, and stand-ins for the programs they call, which write down how they were called.</summary>
internal sealed class FakeTools : IDisposable
{
    public const string Fhir = "/subscriptions/s/resourceGroups/g/providers/Microsoft.HealthcareApis/workspaces/w/fhirservices/f";

    private const string Stub = """
        #!/bin/bash
        call="$(basename "$0") $*"
        echo "$call" >> "$FAKE/calls"
        while IFS=$'\t' read -r pattern code answer; do
          if [[ $call == *$pattern* ]]; then printf '%b\n' "$answer"; exit "$code"; fi
        done < "$FAKE/answers"
        exit 0
        """;

    private readonly List<string> _answers = [];

    public FakeTools()
    {
        foreach (var path in (string[])["infra/scripts", "inference-worker/Dockerfile", "functions/Dockerfile"]) Copy(path);
        foreach (var tool in (string[])["az", "azd", "git", "docker", "dotnet", "zip"]) Executable(Path.Combine("tools", tool), Stub);
        File.WriteAllText(Path.Combine(Folder, "calls"), "");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("medrec-scripts-").FullName;

    public IReadOnlyList<string> Calls => File.ReadAllLines(Path.Combine(Folder, "calls"));

    /// <summary>The first answer whose text is part of the call is given; later ones are added before.</summary>
    public FakeTools Answer(string part, string answer, int exitCode = 0)
    {
        _answers.Insert(0, $"{part}\t{exitCode}\t{answer}");
        return this;
    }

    /// <summary>A subscription in which everything is in place.</summary>
    public FakeTools EverythingInPlace() => Answer("registrationState", "Registered").Answer("workload-profile list-supported", "1").Answer("git rev-parse", "0123456789ab")
        .Answer("show-metadata", "sha256:" + new string('a', 64));

    public (int ExitCode, string Output) Run(string script, Dictionary<string, string?> variables, params string[] arguments)
    {
        File.WriteAllLines(Path.Combine(Folder, "answers"), _answers);
        var start = new ProcessStartInfo("/bin/bash", [Path.Combine(Folder, "infra/scripts", script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = Path.Combine(Folder, "tools") + ":/usr/bin:/bin";
        start.Environment["FAKE"] = Folder;
        foreach (var name in (string[])["AZURE_LOCATION", "MEDREC_FHIR_SERVICE_ID", "MEDREC_GPU", "AZURE_ENV_NAME"]) start.Environment.Remove(name);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    public void Pin()
    {
        foreach (var file in (string[])["inference-worker/Dockerfile", "functions/Dockerfile"])
            File.WriteAllText(Path.Combine(Folder, file), File.ReadAllText(Path.Combine(Folder, file)).Replace(new string('0', 64), new string('b', 64), StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Copy(string path)
    {
        var source = Path.Combine(Repository.Root, path);
        if (Directory.Exists(source)) foreach (var file in Directory.EnumerateFiles(source)) Executable(Path.Combine(path, Path.GetFileName(file)), File.ReadAllText(file));
        else Executable(path, File.ReadAllText(source));
    }

    private void Executable(string path, string text)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
