using System.Diagnostics;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Fhir.Reader;
using MedRecCloud.Local.Processes;
using MedRecCloud.Storage;
using MedRecCloud.Storage.Feedback;

namespace MedRecCloud.Local.Commands;

/// <summary>Writes one encounter's outcome as an HTML file and shows it in the browser.</summary>
internal sealed class OutcomePageFile(IProposalStore proposals, IRequestStore requests, IFeedbackStore feedback)
{
    /// <returns>Where the file lies. It holds PHI: readable by its owner alone, in a folder of its own.</returns>
    public async Task<string> WriteAsync(CurrentOutcome outcome, CancellationToken cancellationToken)
    {
        var bundle = await proposals.ReadBundleAsync(outcome.Bundle, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandException("The encounter's Bundle is no longer stored.");
        var file = Path.Combine(Directory.CreateTempSubdirectory("medrec-outcome-").FullName, $"{outcome.Encounter.Id}.html");
        var request = await RequestAsync(outcome, cancellationToken).ConfigureAwait(false);
        var given = await feedback.ListAsync(outcome.Server, outcome.Encounter.Id, cancellationToken).ConfigureAwait(false);
        var page = OutcomePage.Render(bundle.Span, request, given);
        await File.WriteAllTextAsync(file, page, cancellationToken).ConfigureAwait(false);
        return file;
    }

    /// <summary>Shows the file where there is a desktop; elsewhere its path is all there is to show.</summary>
    public static void Show(string file)
    {
        var opener = OperatingSystem.IsWindows() ? "explorer" : OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        if (ExecutablePath.Find(opener) is { } program && (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 }))
            Process.Start(new ProcessStartInfo(program, [file]) { RedirectStandardError = true })?.Dispose();
    }

    /// <summary>The claim check the outcome was made from, for its notes; null when it is gone or a newer one has taken its place.</summary>
    private async Task<InferenceRequest?> RequestAsync(CurrentOutcome outcome, CancellationToken cancellationToken)
    {
        var latest = await requests.ReadLatestAsync(outcome.Server, outcome.Encounter.Id, cancellationToken).ConfigureAwait(false);
        return latest is { Blob.Length: > 0 } && latest.ContextHash == outcome.ContextHash ? await requests.GetAsync(latest, cancellationToken).ConfigureAwait(false) : null;
    }
}
