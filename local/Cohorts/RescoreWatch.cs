using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Storage.Cohorts;
using MedRecCloud.Local.Processes;
using Spectre.Console;

namespace MedRecCloud.Local.Cohorts;

/// <summary>Shows a cohort until it ends or is paused: a live bar on a terminal, a line now and then elsewhere.</summary>
internal sealed class RescoreWatch(ICohortFiles files, ICohortDesk desk, string id, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1), LinePace = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromMinutes(1);
    private readonly RescoreRate _rate = new(time);

    public Task<RescoreProgress> RunAsync(CancellationToken cancellationToken) =>
        AnsiConsole.Profile.Capabilities is { Interactive: true, Ansi: true } && !Console.IsOutputRedirected ? BarAsync(cancellationToken) : LinesAsync(cancellationToken);

    private Task<RescoreProgress> BarAsync(CancellationToken cancellationToken) => AnsiConsole.Live(new Text("")).StartAsync(context => UntilEndAsync(
        progress => context.UpdateTarget(new RescoreBar(progress, _rate.Next(progress.Done, progress.Rate))), cancellationToken));

    private async Task<RescoreProgress> LinesAsync(CancellationToken cancellationToken)
    {
        long? told = null;
        return await UntilEndAsync(
            progress =>
            {
                var rate = _rate.Next(progress.Done, progress.Rate);
                if (!progress.IsAtRest && told is { } before && time.GetElapsedTime(before) < LinePace) return;
                told = time.GetTimestamp();
                Console.WriteLine(progress.Words(rate));
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<RescoreProgress> UntilEndAsync(Action<RescoreProgress> show, CancellationToken cancellationToken)
    {
        for (var answered = time.GetTimestamp(); ; await Task.Delay(Pace, time, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var known = await ReadAsync(cancellationToken).ConfigureAwait(false);
                answered = time.GetTimestamp();
                show(known);
                if (known.IsAtRest) return known;
            }
            catch (Exception error) when (error is Azure.RequestFailedException or AggregateException && time.GetElapsedTime(answered) < Patience)
            {
                // Blob storage died and is being started again; the cohort goes on, and so does the watching.
            }
        }
    }

    private async Task<RescoreProgress> ReadAsync(CancellationToken cancellationToken)
    {
        // What the stack has written last; to count anew is left to it, but for what ends the watching: it may have been written over since.
        var known = await files.ReadAsync(CohortNames.Progress(id), cancellationToken).ConfigureAwait(false) is { } written ? RescoreProgress.Read(written) : null;
        if (known is not (null or { IsAtRest: true })) return known;
        var json = await desk.ReadProgressAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new CommandException($"There is no cohort '{id}' in this data folder.");
        return RescoreProgress.Read(json);
    }
}
