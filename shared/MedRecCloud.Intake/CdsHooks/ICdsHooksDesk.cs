namespace MedRecCloud.Intake.CdsHooks;

/// <summary>What CDS clients ask over HTTP (cds-hooks.hl7.org 2.0). Knows nothing of the web server it is asked through.</summary>
public interface ICdsHooksDesk
{
    /// <summary>Null when the caller may go on; otherwise the answer.</summary>
    /// <param name="authorization">The request's Authorization header.</param>
    /// <param name="path">What is called, from <c>/cds-services</c> on.</param>
    Task<HookAnswer?> RefuseAsync(string? authorization, string path, CancellationToken cancellationToken);

    /// <summary>The services on offer.</summary>
    HookAnswer Discover();

    /// <summary>Answers a hook with cards. 400 for a body that is no request of this service, 404 for an unknown service.</summary>
    Task<HookAnswer> CallAsync(string service, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Stores what clinicians did with cards. 200 also when it was stored before; 400 for a wrong body, 404 when no card of it is known.</summary>
    Task<HookAnswer> TakeFeedbackAsync(string service, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
