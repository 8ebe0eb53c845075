using MedRecCloud.Messaging;

namespace MedRecCloud.Intake.Events;

/// <summary>Takes one FHIR notification in: reads the context, writes the claim check, asks for scoring, or withdraws.</summary>
public interface IFhirEventHandler
{
    /// <returns>What becomes of the message; expected failures are values, see the settlement table of the architecture.</returns>
    Task<Settlement> HandleAsync(IncomingEvent message, CancellationToken cancellationToken);
}
