using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Events;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Storage;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Intake.Encounters;

/// <summary>Brings one encounter up to date: withdraws, skips, or stores and sends a request. Three blob operations where something changed, one where nothing did.</summary>
internal sealed class EncounterIntake(
    FhirContextReader reader, IRequestStore requests, IRequestSender sender, EncounterWithdrawal withdrawal, IOptions<IntakeOptions> options, TimeProvider time)
{
    private readonly IPromptTemplate _template = PromptTemplates.Of(options.Value.PromptTemplate);

    public async Task<IntakeOutcome> BringUpToDateAsync(IntakeTarget target, FhirEvent read, DateTimeOffset? enqueued, RoundTrips trips, CancellationToken cancellationToken)
    {
        var asOf = time.GetUtcNow();
        PatientRecord? record = null;
        if (target.Server is { } server)
        {
            var context = await reader.ReadAsync(server, target.Encounter, trips, cancellationToken);
            record = context.Record;
            // A resource that only the message knows is not one that was deleted.
            if (record is null && (context.IsGone || read.Find(target.Encounter) is null))
                return await withdrawal.WithdrawAsync(target, WithdrawalReason.Deleted, asOf, EncounterWithdrawal.OfEncounter, cancellationToken);
        }
        if (record is null)
        {
            record = CarriedRecord.Of(read, target);
            asOf = record.NewestUpdate ?? enqueued ?? asOf;
            if (target.IsDeleted) return await withdrawal.WithdrawAsync(target, WithdrawalReason.Deleted, enqueued ?? asOf, EncounterWithdrawal.OfEncounter, cancellationToken);
        }

        var encounter = record.Encounters.First(fact => fact.Source.Id == target.Encounter.Id);
        if (encounter.Status is "entered-in-error" or "cancelled")
        {
            var reason = encounter.Status == "cancelled" ? WithdrawalReason.Cancelled : WithdrawalReason.EnteredInError;
            return await withdrawal.WithdrawAsync(target, reason, asOf, EncounterWithdrawal.OfEncounter, cancellationToken);
        }

        var latest = await requests.ReadLatestAsync(target.ServerName, target.Encounter.Id, cancellationToken);
        if (latest?.AsOf > asOf) return IntakeOutcome.Stale;
        if (!record.Notes.Any(note => note.IsCurrentOf(target.Encounter.Id)))
        {
            var mark = EncounterWithdrawal.OfNote(encounter);
            if (target.LostNote is { } lost) return await withdrawal.WithdrawAsync(target, lost, asOf, mark, cancellationToken);
            // Withdrawn with its note, and neither the encounter nor its notes have changed since: a late event does not undo that.
            if (EncounterWithdrawal.IsMarked(latest, mark)) return IntakeOutcome.Unchanged;
        }
        return await RequestAsync(target, encounter, record.ContextAt(target.Encounter.Id, live: true), latest, asOf, cancellationToken);
    }

    private async Task<IntakeOutcome> RequestAsync(
        IntakeTarget target, EncounterFact encounter, ClinicalContext context, ClaimCheck? latest, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        context = context with { Server = target.ServerName };
        var hash = ContextHash.Of(context);
        if (latest?.ContextHash == hash) return IntakeOutcome.Unchanged;
        var claim = await requests.PutAsync(
            new InferenceRequest
            {
                Server = target.ServerName,
                Encounter = encounter.Source,
                ContextHash = hash,
                AsOf = asOf,
                Context = context,
                Prompt = _template.Compose(context, options.Value.MaxPrefixCharacters),
            },
            cancellationToken);
        // A context that returns to an earlier state has that state's key: what it follows makes the message another one, so that it is no duplicate of the first.
        var messageId = latest is null ? claim.Key : $"{claim.Key}.{latest.AsOf.UtcTicks:x}";
        await sender.SendAsync(claim, messageId, cancellationToken);
        await requests.MoveLatestAsync(claim, cancellationToken);
        return IntakeOutcome.Requested;
    }
}
