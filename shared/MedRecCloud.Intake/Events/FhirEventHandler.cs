using System.Diagnostics;
using MedRecCloud.Fhir.Events;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Intake.Encounters;
using MedRecCloud.Intake.Subscriptions;
using MedRecCloud.Messaging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Intake.Events;

/// <summary>
/// Takes in one event: recognises its envelope, finds the encounters it concerns, and brings each up to date. Any order and any number of duplicates lead to
/// the same state, because that state is made from what the server holds, not from what the event says.
/// </summary>
public sealed class FhirEventHandler : IFhirEventHandler
{
    private readonly ChangeResolver _resolver;
    private readonly EncounterIntake _encounters;
    private readonly SubscriptionTracker _subscriptions;
    private readonly IntakeOptions _options;
    private readonly ILogger<FhirEventHandler> _logger;

    internal FhirEventHandler(ChangeResolver resolver, EncounterIntake encounters, SubscriptionTracker subscriptions, IOptions<IntakeOptions> options, ILogger<FhirEventHandler> logger) =>
        (_resolver, _encounters, _subscriptions, _options, _logger) = (resolver, encounters, subscriptions, options.Value, logger);

    /// <summary>The message's fate. Never throws for what is in the message; a cancelled token abandons it.</summary>
    public async Task<Settlement> HandleAsync(IncomingEvent message, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var activity = IntakeTelemetry.Source.StartActivity("take in event", ActivityKind.Consumer);
        var trips = new RoundTrips();
        var envelope = "unknown";
        try
        {
            if (message.Body.Length > _options.MaxBodyBytes)
                throw new FhirEventException("TooLarge", $"The body has {message.Body.Length} bytes; the limit is {_options.MaxBodyBytes}.");
            using var read = EnvelopeReader.Read(message.Body, message.ApplicationProperties);
            envelope = read.Kind.ToString();
            var outcomes = await TakeInAsync(read, message, trips, cancellationToken);
            foreach (var outcome in outcomes) IntakeTelemetry.Count(envelope, outcome);
            if (outcomes.Count == 0) IntakeTelemetry.Count(envelope, IntakeOutcome.Ignored);
            _logger.EventTakenIn(envelope, outcomes.Count, trips.Count, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            // What could be read is done; the rest goes to a person.
            return read.Problems.Count == 0 ? Settlement.Completed : throw read.Problems[0];
        }
        catch (Exception error)
        {
            var settlement = SettlementPolicy.For(error, cancellationToken);
            IntakeTelemetry.Fail(envelope, settlement);
            _logger.EventNotTakenIn(envelope, settlement.GetType().Name, SettlementPolicy.ReasonOf(settlement), message.DeliveryCount);
            activity?.SetStatus(ActivityStatusCode.Error, SettlementPolicy.ReasonOf(settlement));
            return settlement;
        }
        finally
        {
            IntakeTelemetry.RoundTrips.Record(trips.Count);
            IntakeTelemetry.Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    private async Task<List<IntakeOutcome>> TakeInAsync(FhirEvent read, IncomingEvent message, RoundTrips trips, CancellationToken cancellationToken)
    {
        var outcomes = new List<IntakeOutcome>();
        var targets = await _resolver.ResolveAsync(read, read.Changes, trips, cancellationToken);
        foreach (var target in targets) outcomes.Add(await _encounters.BringUpToDateAsync(target, read, message.EnqueuedTime, trips, cancellationToken));
        foreach (var notice in read.Notices)
        {
            var missed = await _subscriptions.MissedAsync(notice, trips, cancellationToken);
            foreach (var target in await _resolver.ResolveAsync(read, missed, trips, cancellationToken))
                outcomes.Add(await _encounters.BringUpToDateAsync(target, read, message.EnqueuedTime, trips, cancellationToken));
            await _subscriptions.AdvanceAsync(notice, cancellationToken);
        }
        return outcomes;
    }
}
