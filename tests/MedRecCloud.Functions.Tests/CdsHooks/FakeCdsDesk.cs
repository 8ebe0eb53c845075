using MedRecCloud.Intake.CdsHooks;

namespace MedRecCloud.Functions.Tests.CdsHooks;

/// <summary>Lets in who shows the right token for the right address, and notes what it is asked.</summary>
internal sealed class FakeCdsDesk : ICdsHooksDesk
{
    public List<string> Asked { get; } = [];

    public Task<HookAnswer?> RefuseAsync(string? authorization, string path, CancellationToken cancellationToken) =>
        Task.FromResult(authorization == "Bearer for " + path ? null : new HookAnswer(401, "{\"message\":\"no\"}"u8.ToArray()));

    public HookAnswer Discover() => new(200, "{\"services\":[]}"u8.ToArray());

    public Task<HookAnswer> CallAsync(string service, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Asked.Add($"{service}: {body.Length}");
        return Task.FromResult(new HookAnswer(200, "{\"cards\":[]}"u8.ToArray()));
    }

    public Task<HookAnswer> TakeFeedbackAsync(string service, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Asked.Add($"{service} feedback: {body.Length}");
        return Task.FromResult(new HookAnswer(200, default));
    }
}
