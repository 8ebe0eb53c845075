using System.CommandLine;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.CdsHooks;
using MedRecCloud.Local.Processes;
using MedRecCloud.Storage;
using MedRecCloud.Storage.Feedback;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Spectre.Console;

namespace MedRecCloud.Local.Commands;

/// <summary><c>medrec proposals</c>.</summary>
internal static class ProposalsCommand
{
    public static Command Create()
    {
        var encounter = new Option<string?>("--encounter") { Description = "One encounter, by its FHIR id, with the feedback on it; with --json its FHIR Bundle." };
        var server = new Option<string>("--server") { Description = "Name of the FHIR server in the configuration.", DefaultValueFactory = _ => RequestKey.DefaultServer };
        var json = new Option<bool>("--json") { Description = "One JSON object per line instead of a table." };
        var open = new Option<bool>("--open") { Description = "With --encounter: writes its outcome as a page (drugs, why, why not, evidence in the notes) and opens it in the browser." };
        var command = new Command("proposals", """
            What became of each encounter: drugs proposed, abstained and why, withdrawn and why. Proposals are never orders.

            Examples:
              medrec proposals
              medrec proposals --encounter 0042b109-e9dd-a560-24ea-38c9c4c58e90 --json
              medrec proposals --encounter 0042b109-e9dd-a560-24ea-38c9c4c58e90 --open
            """) { encounter, server, json, open };
        var flags = new StackFlags().AddTo(command);
        command.Do(async (parsed, cancellationToken) =>
        {
            using var stores = Stores(flags.BlobStorage(parsed));
            var store = stores.GetRequiredService<IProposalStore>();
            if (parsed.GetValue(encounter) is { } id)
            {
                var one = await store.ReadCurrentAsync(parsed.GetRequiredValue(server), id, cancellationToken).ConfigureAwait(false)
                    ?? throw new CommandException($"There is no outcome for the encounter '{id}'. 'medrec proposals' lists those there are.");
                if (parsed.GetValue(open))
                {
                    var file = await new OutcomePageFile(store, stores.GetRequiredService<IRequestStore>(), stores.GetRequiredService<IFeedbackStore>()).WriteAsync(one, cancellationToken).ConfigureAwait(false);
                    OutcomePageFile.Show(file);
                    Console.WriteLine(file);
                    return 0;
                }
                if (parsed.GetValue(json)) return await PrintBundleAsync(store, one, cancellationToken).ConfigureAwait(false);
                Show([one]);
                Show(await stores.GetRequiredService<IFeedbackStore>().ListAsync(one.Server, one.Encounter.Id, cancellationToken).ConfigureAwait(false));
                return 0;
            }
            if (parsed.GetValue(open)) throw new CommandException("--open shows one encounter: name it with --encounter. 'medrec proposals' lists those there are.");
            var outcomes = new List<CurrentOutcome>();
            await foreach (var one in store.ListCurrentAsync(cancellationToken).ConfigureAwait(false)) outcomes.Add(one);
            if (parsed.GetValue(json)) outcomes.ForEach(one => Console.WriteLine(JsonSerializer.Serialize(one, ClinicalJson.Options)));
            else Show(outcomes);
            return 0;
        });
        return command;
    }

    /// <summary>The stores over a connection string.</summary>
    public static ServiceProvider Stores(string connectionString) =>
        new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddBlobStorage(options => options.ConnectionString = connectionString)
            .BuildServiceProvider();

    /// <summary>The outcomes over a connection string, for a process's whole life.</summary>
    public static IProposalStore Open(string connectionString) => Stores(connectionString).GetRequiredService<IProposalStore>();

    private static async Task<int> PrintBundleAsync(IProposalStore store, CurrentOutcome outcome, CancellationToken cancellationToken)
    {
        var bundle = await store.ReadBundleAsync(outcome.Bundle, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandException("The encounter's Bundle is no longer stored.");
        using var stdout = Console.OpenStandardOutput();
        await stdout.WriteAsync(bundle, cancellationToken).ConfigureAwait(false);
        await stdout.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        return 0;
    }

    private static void Show(IReadOnlyList<CurrentOutcome> outcomes)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(OutcomeTable.Create(outcomes.Select(one => new OutcomeRow(one, null))));
        AnsiConsole.WriteLine(outcomes.Count == 1 ? "1 encounter" : $"{outcomes.Count} encounters");
    }

    private static void Show(IReadOnlyList<OutcomeFeedback> feedback)
    {
        AnsiConsole.WriteLine(feedback.Count == 0 ? "No feedback yet." : $"Feedback: {FeedbackWords.Counts(feedback)}");
        foreach (var one in feedback) AnsiConsole.WriteLine($"  {one.Outcome}: {FeedbackWords.About(one)}{(one.ReasonCode is { } reason ? $", {reason}" : "")}");
    }
}
