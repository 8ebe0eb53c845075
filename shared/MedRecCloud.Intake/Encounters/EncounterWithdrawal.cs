using System.Text.Json;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Proposals;
using MedRecCloud.Storage;

namespace MedRecCloud.Intake.Encounters;

/// <summary>
/// Withdraws an encounter's proposals by a new outcome that says why, and makes that the encounter's newest state, so that a request still on its way is skipped.
/// </summary>
internal sealed class EncounterWithdrawal(IRequestStore requests, IProposalStore proposals, ProposalWriteBack writeBack)
{
    private const string Mark = "withdrawn:";

    /// <summary>The encounter itself no longer stands.</summary>
    public const string OfEncounter = "encounter";

    /// <summary>The encounter stands, in this version, but the note it rested on does not.</summary>
    public static string OfNote(EncounterFact encounter) => $"note:{encounter.Source.Version ?? encounter.Status}";

    public static bool IsMarked(ClaimCheck? latest, string mark) => latest?.ContextHash.StartsWith(Mark + mark, StringComparison.Ordinal) == true;

    public async Task<IntakeOutcome> WithdrawAsync(IntakeTarget target, WithdrawalReason reason, DateTimeOffset asOf, string mark, CancellationToken cancellationToken)
    {
        var hash = $"{Mark}{mark}:{reason}";
        var latest = await requests.ReadLatestAsync(target.ServerName, target.Encounter.Id, cancellationToken);
        if (latest?.ContextHash == hash) return IntakeOutcome.Unchanged;
        if (latest?.AsOf > asOf) return IntakeOutcome.Stale;
        var encounter = new ResourceKey("Encounter", target.Encounter.Id);
        var key = WithdrawalBundleWriter.Key(reason, target.ServerName, encounter, asOf);
        var current = await proposals.ReadCurrentAsync(target.ServerName, encounter.Id, cancellationToken);
        var previous = current is null ? null : await proposals.ReadBundleAsync(current.Bundle, cancellationToken);
        var bundle = WithdrawalBundleWriter.Write(reason, target.ServerName, encounter, asOf, previous is { } bytes ? bytes.Span : default);
        await writeBack.SendAsync(target.ServerName, bundle, default, cancellationToken);
        await proposals.StoreAsync(
            new CurrentOutcome
            {
                Server = target.ServerName,
                Encounter = encounter,
                Outcome = "withdrawn",
                Reason = JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString()),
                Bundle = $"{RequestKey.Folder(target.ServerName, encounter.Id)}/{key}.json",
                Key = key,
                ContextHash = hash,
                AsOf = asOf,
                Age = current?.Age,
                Sex = current?.Sex,
            },
            bundle, cancellationToken);
        await requests.MoveLatestAsync(new ClaimCheck(target.ServerName, encounter.Id, "", key, hash, asOf), cancellationToken);
        return IntakeOutcome.Withdrawn;
    }
}
