using System.Net;
using MedRecCloud.Intake.CdsHooks;

namespace MedRecCloud.Local.CdsHooks;

/// <summary>The CDS services over HTTP on this machine, for an EHR or its sandbox to try. The same desk answers as behind the functions.</summary>
public sealed class CdsHooksServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private CdsHooksServer(WebApplication application) => _application = application;

    /// <summary>The discovery address, as <c>http://127.0.0.1:8090/cds-services</c>.</summary>
    public string Url { get; private init; } = "";

    /// <param name="port">TCP port on 127.0.0.1; 0 takes a free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<CdsHooksServer> StartAsync(ICdsHooksDesk desk, int port, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = HookAnswer.MaxBodyBytes;
        });
        var application = builder.Build();
        application.Run(context => ServeAsync(context, desk));
        await application.StartAsync(cancellationToken).ConfigureAwait(false);
        return new CdsHooksServer(application) { Url = application.Urls.First().TrimEnd('/') + "/cds-services" };
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _application.StopAsync(patience.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task ServeAsync(HttpContext context, ICdsHooksDesk desk)
    {
        var (request, response) = (context.Request, context.Response);
        BrowserOrigins.Allow(request, response);
        if (HttpMethods.IsOptions(request.Method))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var answer = await AnswerAsync(request, desk, context.RequestAborted).ConfigureAwait(false);
        response.StatusCode = answer.Status;
        if (answer.Json.IsEmpty) return;
        response.ContentType = "application/json";
        response.ContentLength = answer.Json.Length;
        await response.Body.WriteAsync(answer.Json, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<HookAnswer> AnswerAsync(HttpRequest request, ICdsHooksDesk desk, CancellationToken cancellationToken)
    {
        var path = request.Path.Value ?? "";
        var (isGet, isPost) = (HttpMethods.IsGet(request.Method), HttpMethods.IsPost(request.Method));
        string[] segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments is not (["cds-services"] or ["cds-services", _] or ["cds-services", _, "feedback"])) return new HookAnswer(404, default);
        if (segments.Length == 1 ? !isGet : !isPost) return new HookAnswer(405, default);
        if (await desk.RefuseAsync(request.Headers.Authorization, "/" + string.Join('/', segments), cancellationToken).ConfigureAwait(false) is { } refusal) return refusal;
        if (isGet) return desk.Discover();
        using var body = new MemoryStream();
        try { await request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false); }
        catch (BadHttpRequestException) { return HookAnswer.TooLarge; }
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        return segments.Length == 2
            ? await desk.CallAsync(segments[1], bytes, cancellationToken).ConfigureAwait(false)
            : await desk.TakeFeedbackAsync(segments[1], bytes, cancellationToken).ConfigureAwait(false);
    }
}
