using System.CommandLine;
using MedRecCloud.Local.Cohorts;
using MedRecCloud.Local.Stack;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Local.Commands;

/// <summary><c>medrec rescore-host</c>: the stack behind <c>medrec rescore</c>. Ends by itself when no cohort has been in work for a while.</summary>
internal static class HostRescoreCommand
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30), Pace = TimeSpan.FromSeconds(3);

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The data folder.", Required = true };
        var models = new Option<string?>("--models") { Description = "A model package, or a folder of them." };
        var fhir = new Option<string?>("--fhir") { Description = "A bulk export to serve as the FHIR server." };
        var server = new Option<string?>("--server") { Description = "Base URL of a FHIR server instead." };
        var command = new Command("rescore-host", "Run the stack until no cohort is in work.") { data, models, fhir, server };
        command.Hidden = true;
        command.Do(async (parsed, cancellationToken) =>
        {
            var options = new StackOptions(parsed.GetRequiredValue(data), parsed.GetValue(fhir), parsed.GetValue(models)) { FhirServer = parsed.GetValue(server) };
            await using var stack = await LocalStack.StartAsync(options, fresh: false, null, TimeProvider.System, NullLogger.Instance, cancellationToken).ConfigureAwait(false);
            using var client = CohortClient.Connect(stack.Addresses);
            var files = client.Services.GetRequiredService<ICohortFiles>();
            while (true)
            {
                await UntilQuietAsync(files, cancellationToken).ConfigureAwait(false);
                // Whoever read the addresses a moment ago may still begin something; from here on nobody else does.
                StackAddresses.Remove(options.DataFolder);
                await Task.Delay(Pace, TimeProvider.System, cancellationToken).ConfigureAwait(false);
                if (!await IsInWorkAsync(files, cancellationToken).ConfigureAwait(false)) return 0;
                stack.Addresses.Write(options.DataFolder);
            }
        });
        return command;
    }

    private static async Task UntilQuietAsync(ICohortFiles files, CancellationToken cancellationToken)
    {
        for (var quietSince = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(quietSince) < Idle;)
        {
            await Task.Delay(Pace, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            if (await IsInWorkAsync(files, cancellationToken).ConfigureAwait(false)) quietSince = TimeProvider.System.GetTimestamp();
        }
    }

    // What the intake has written of each cohort; asking the cohort itself would do the intake's work twice.
    private static async Task<bool> IsInWorkAsync(ICohortFiles files, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var id in files.ListCohortsAsync(cancellationToken).ConfigureAwait(false))
            {
                if (await files.ReadAsync(CohortNames.Progress(id), cancellationToken).ConfigureAwait(false) is not { } progress || !RescoreProgress.Read(progress).IsAtRest) return true;
            }

            return false;
        }
        catch (Azure.RequestFailedException)
        {
            return true; // Storage is being started again: nobody knows yet.
        }
    }
}
