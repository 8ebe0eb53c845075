using System.Diagnostics;
using System.Diagnostics.Metrics;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.CdsHooks;
using MedRecCloud.Messaging;

namespace MedRecCloud.Intake;

/// <summary>Metrics and spans of the intake. Names follow https://opentelemetry.io/docs/specs/semconv/general/metrics/; no value ever names a person or a resource.</summary>
internal static class IntakeTelemetry
{
    public const string Name = "MedRecCloud.Intake";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Encounters = Meter.CreateCounter<long>("medrec.intake.encounters", "{encounter}", "Encounters brought up to date, by envelope and outcome");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("medrec.intake.failures", "{event}", "Events abandoned or dead-lettered, by reason");

    public static readonly Counter<long> MissedEvents = Meter.CreateCounter<long>("medrec.intake.subscription.missed_events", "{event}", "Gaps in subscriptions' event numbers");

    public static readonly Histogram<long> RoundTrips = Meter.CreateHistogram<long>("medrec.intake.fhir.round_trips", "{request}", "Requests to FHIR servers per event");

    public static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("medrec.intake.duration", "s", "Time to take in an event");

    private static readonly Histogram<double> Hooks = Meter.CreateHistogram<double>("medrec.cds_hooks.duration", "s", "Time to answer a CDS hook");

    private static readonly Counter<long> Cards = Meter.CreateCounter<long>("medrec.cds_hooks.cards", "{card}", "Cards shown, by service");

    private static readonly Counter<long> Feedback = Meter.CreateCounter<long>("medrec.cds_hooks.feedback", "{card}", "Cards accepted and overridden, by topic and reason");

    public static void HookAnswered(string service, int cards, TimeSpan elapsed)
    {
        var tag = new KeyValuePair<string, object?>("medrec.cds_service", service);
        Hooks.Record(elapsed.TotalSeconds, tag);
        Cards.Add(cards, tag);
    }

    /// <summary>A reason that is not one of ours is counted as "other": it may be anything.</summary>
    public static void FeedbackTaken(OutcomeFeedback feedback) => Feedback.Add(
        1, new KeyValuePair<string, object?>("medrec.outcome", feedback.Outcome), new KeyValuePair<string, object?>("medrec.topic", feedback.Topic),
        new KeyValuePair<string, object?>("medrec.reason", feedback.ReasonCode is null ? "none" : OverrideReason.All.Any(reason => reason.Code == feedback.ReasonCode) ? feedback.ReasonCode : "other"));

    public static void Count(string envelope, IntakeOutcome outcome) =>
        Encounters.Add(1, new KeyValuePair<string, object?>("medrec.envelope", envelope), new KeyValuePair<string, object?>("medrec.outcome", outcome.ToString()));

    public static void Fail(string envelope, Settlement settlement) =>
        Failures.Add(1, new KeyValuePair<string, object?>("medrec.envelope", envelope), new KeyValuePair<string, object?>("medrec.settlement", settlement.GetType().Name),
            new KeyValuePair<string, object?>("error.type", Events.SettlementPolicy.ReasonOf(settlement)));
}
