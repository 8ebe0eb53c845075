using MedRecCloud.Intake.CdsHooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace MedRecCloud.Functions.CdsHooks;

/// <summary>The HTTP around the CDS services: who may call (a token signed by a trusted EHR), how large a body may be, what an answer looks like.</summary>
public sealed class CdsRequests(ICdsHooksDesk desk)
{
    /// <summary>Judges the caller, reads the body and answers.</summary>
    /// <param name="path">What is called, from <c>/cds-services</c> on: the audience of the caller's token.</param>
    public async Task<IActionResult> AnswerAsync(
        HttpRequest request, string path, Func<ReadOnlyMemory<byte>, Task<HookAnswer>> answer, CancellationToken cancellationToken)
    {
        if (await desk.RefuseAsync(request.Headers.Authorization, path, cancellationToken) is { } refusal) return Result(refusal);
        return Result(await ReadAsync(request, cancellationToken) is { } body ? await answer(body) : HookAnswer.TooLarge);
    }

    private static IActionResult Result(HookAnswer answer) => answer.Json.IsEmpty
        ? new StatusCodeResult(answer.Status)
        : new ContentResult { StatusCode = answer.Status, ContentType = "application/json", Content = System.Text.Encoding.UTF8.GetString(answer.Json.Span) };

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > HookAnswer.MaxBodyBytes) return null;
        using var body = new MemoryStream();
        var buffer = new byte[81_920];
        for (var read = await request.Body.ReadAsync(buffer, cancellationToken); read > 0; read = await request.Body.ReadAsync(buffer, cancellationToken))
        {
            if (body.Length + read > HookAnswer.MaxBodyBytes) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
