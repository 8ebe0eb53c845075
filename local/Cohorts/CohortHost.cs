using System.Diagnostics;
using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Local.Cohorts;

/// <summary>A stack of its own process group, so that Ctrl-C in the terminal ends the watching alone and the cohort goes on.</summary>
internal static class CohortHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // A stack stays for half a minute after its last cohort.
    private static readonly TimeSpan OtherPatience = TimeSpan.FromSeconds(75);

    /// <summary>The addresses of the stack that runs with the folder; one is started when none does.</summary>
    /// <param name="fhir">A bulk export that its FHIR server serves; only for a stack that is started.</param>
    /// <param name="server">Base URL of a FHIR server instead; only for a stack that is started.</param>
    /// <param name="before">What a stack that is started has where nothing else is asked for.</param>
    /// <param name="say">Is told what is waited for.</param>
    /// <exception cref="CommandException">It does not start, or one with other models or another FHIR server runs.</exception>
    public static async Task<StackAddresses> EnsureAsync(
        string data, string? models, string? fhir, string? server, RescoreStack? before, Action<string> say, TimeProvider time, CancellationToken cancellationToken)
    {
        data = Path.GetFullPath(data);
        Directory.CreateDirectory(Path.Combine(data, "logs"));
        Process? host = null;
        var isTold = false;
        // What a stack that was killed has left behind.
        if (!IsHeld(data)) StackAddresses.Remove(data);
        for (var began = time.GetTimestamp(); ; await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken).ConfigureAwait(false))
        {
            if (StackAddresses.Read(data) is { } addresses)
            {
                if (Other(addresses, models, fhir, server) is not { } difference) return addresses;
                if (!isTold) say($"A stack with {difference} runs in this data folder. Waiting for it to end with its last cohort …");
                isTold = true;
                if (time.GetElapsedTime(began) > OtherPatience) throw new CommandException($"The stack with {difference} is still at work in this data folder. Wait for its cohorts, or choose another folder with --data.");
                continue;
            }

            // One that holds the folder is starting, or ending: then another is started behind it.
            if (host is null && !IsHeld(data))
            {
                say("Starting a stack for it (broker, blob storage, intake, worker) …");
                var with = With(models, fhir, server, before);
                host = Start(data, with.Models, with.Fhir, with.Server);
            }

            if ((host is { HasExited: true } && !IsHeld(data)) || time.GetElapsedTime(began) > Patience)
                throw new CommandException($"The stack for the cohort does not start; see {LogFile(data)}.");
        }
    }

    private static string LogFile(string data) => Path.Combine(data, "logs", "rescore.log");

    // A stack has one FHIR server: one that is asked for takes the place of the one before, of whichever kind that was.
    internal static (string? Models, string? Fhir, string? Server) With(string? models, string? fhir, string? server, RescoreStack? before) =>
        (models ?? before?.Models, fhir ?? (server is null ? before?.Export : null), server ?? (fhir is null ? before?.Server : null));

    // What nobody asked for by name may be whatever runs.
    internal static string? Other(StackAddresses running, string? models, string? fhir, string? server) =>
        models is not null && running.Models is { } served && Path.GetFullPath(models) != served ? "other models"
        : server is not null && running.FhirSource != server ? "another FHIR server"
        : fhir is not null && running.FhirSource != Path.GetFullPath(fhir) ? "another export in its FHIR server"
        : null;

    private static bool IsHeld(string data)
    {
        try
        {
            DataFolder.Open(data, fresh: false).Dispose();
            return false;
        }
        catch (CommandException)
        {
            return true;
        }
    }

    private static Process Start(string data, string? models, string? fhir, string? server)
    {
        var command = StackPrograms.Tool(LogFile(data), new Dictionary<string, string>(), 
            ["rescore-host", "--data", data, .. Flag("--models", models is null ? null : Path.GetFullPath(models)), .. Flag("--fhir", fhir is null ? null : Path.GetFullPath(fhir)), .. Flag("--server", server)]);
        var start = new ProcessStartInfo { UseShellExecute = false };
        if (ExecutablePath.Find("setsid") is { } setsid && !OperatingSystem.IsWindows())
        {
            // A shell redirects: a terminal that closes must not take the output, and with it the host, along.
            start.FileName = setsid;
            foreach (var word in (string[])["/bin/sh", "-c", "exec \"$@\" >> \"$0\" 2>&1 < /dev/null", LogFile(data), command.FileName]) start.ArgumentList.Add(word);
        }
        else start.FileName = command.FileName;
        foreach (var argument in command.Arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static string[] Flag(string name, string? value) => value is null ? [] : [name, value];
}
