using MedRecCloud.Fhir.Events;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Messaging;

namespace MedRecCloud.Intake.Events;

/// <summary>The one place that turns a failed intake into its message's fate. Unknown means Abandon, never Complete; no text of an exception is passed on.</summary>
public sealed class SettlementPolicy : ISettlementPolicy
{
    public Settlement For(Exception error) => For(error, CancellationToken.None);

    internal static Settlement For(Exception error, CancellationToken cancellationToken) => error switch
    {
        FhirEventException e => new Settlement.DeadLetter(e.Reason, e.Message),
        OperationCanceledException when cancellationToken.IsCancellationRequested => new Settlement.Abandon("Stopping"),
        FhirServerException { Status: { } status } => new Settlement.Abandon($"FhirServer{(int)status}"),
        FhirServerException => new Settlement.Abandon("FhirServerUnreachable"),
        _ => new Settlement.Abandon(error.GetType().Name),
    };

    internal static string ReasonOf(Settlement settlement) => settlement switch
    {
        Settlement.Abandon abandon => abandon.Reason,
        Settlement.DeadLetter dead => dead.Reason,
        _ => "",
    };
}
