using System.Diagnostics;
using MedRecCloud.Fhir.CdsHooks;
using MedRecCloud.Fhir.CdsHooks.Clients;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Intake.CdsHooks;

/// <inheritdoc cref="ICdsHooksDesk"/>
internal sealed class CdsHooksDesk(ClientTokens clients, HookReview review, FeedbackDesk feedback, ILogger<CdsHooksDesk> logger) : ICdsHooksDesk
{
    private static readonly HookAnswer s_discovery = HookAnswer.Of(Discovery.Offered);

    public async Task<HookAnswer?> RefuseAsync(string? authorization, string path, CancellationToken cancellationToken)
    {
        var verdict = await clients.JudgeAsync(authorization, path, cancellationToken);
        if (!verdict.IsRefused) return null;
        logger.CdsClientRefused(verdict.Refusal!);
        return HookAnswer.Problem(401, $"The call carries no token that is trusted here: {verdict.Refusal}.");
    }

    public HookAnswer Discover() => s_discovery;

    public async Task<HookAnswer> CallAsync(string service, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (Discovery.Offered.Find(service) is not { } described) return HookAnswer.Problem(404, "There is no such service.");
        var began = Stopwatch.GetTimestamp();
        if (HookRequest.TryRead(body, out var problem) is not { } request) return HookAnswer.Problem(400, problem);
        if (request.Hook != described.Hook) return HookAnswer.Problem(400, $"This service answers the hook '{described.Hook}'.");
        var answer = await review.AnswerAsync(described, request, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(began);
        IntakeTelemetry.HookAnswered(described.Id, answer.Cards.Length, elapsed);
        logger.HookAnswered(described.Id, answer.Cards.Length, elapsed.TotalMilliseconds);
        return HookAnswer.Of(answer);
    }

    public async Task<HookAnswer> TakeFeedbackAsync(string service, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (Discovery.Offered.Find(service) is null) return HookAnswer.Problem(404, "There is no such service.");
        if (FeedbackRequest.TryRead(body, out var problem) is not { } request) return HookAnswer.Problem(400, problem);
        var result = await feedback.StoreAsync(service, request, cancellationToken);
        if (result.Problem is { } wrong) return HookAnswer.Problem(400, wrong);
        foreach (var item in result.New) IntakeTelemetry.FeedbackTaken(item);
        logger.FeedbackTaken(service, result.New.Length, result.Known - result.New.Length, request.Items.Length - result.Known);
        return result.Known == 0 ? HookAnswer.Problem(404, "None of these cards was shown by this service.") : new HookAnswer(200, default);
    }
}
