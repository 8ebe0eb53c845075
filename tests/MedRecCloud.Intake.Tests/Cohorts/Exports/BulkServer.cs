using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace MedRecCloud.Intake.Tests.Cohorts;

/// <summary>A FHIR server's bulk export over a real socket, as difficult as a test wants it.</summary>
internal sealed class BulkServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly ConcurrentDictionary<string, int> _times = new();

    public BulkServer()
    {
        for (var port = 21_000 + Environment.ProcessId % 20_000; ; port++)
        {
            Url = $"http://127.0.0.1:{port}/fhir";
            // A listener that could not start is of no further use.
            _listener = new HttpListener { Prefixes = { Url + "/" } };
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (port < 60_000)
            {
                // Taken: the next one.
            }
        }

        _ = Task.Run(ServeAsync);
    }

    public string Url { get; }

    /// <summary>Method, path and how often it was asked before; null: the usual answer.</summary>
    public Func<string, int, Reply?> Answer { get; set; } = (_, _) => null;

    /// <summary>Files by name, all of type Patient unless the name says another.</summary>
    public SortedDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    public string ManifestMore { get; set; } = "";

    public bool RequiresToken { get; set; }

    /// <summary>What was asked, in order: <c>GET /path</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public ConcurrentQueue<string?> Tokens { get; } = new();

    public int Count(string what) => Asked.Count(one => one == what);

    public void Dispose() => _listener.Abort();

    /// <param name="Cut">The connection breaks after so many bytes of the body.</param>
    /// <param name="Stalls">Nothing comes after the head.</param>
    internal sealed record Reply(int Status, string Body = "", int? Cut = null, params (string Name, string Value)[] Headers);

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => ServeAsync(context));
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        var what = $"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}";
        Asked.Enqueue(what);
        Tokens.Enqueue(context.Request.Headers["Authorization"]);
        var reply = Answer(what, _times.AddOrUpdate(what, 0, (_, before) => before + 1)) ?? Usual(what);
        try
        {
            context.Response.StatusCode = reply.Status;
            foreach (var (name, value) in reply.Headers) context.Response.Headers[name] = value;
            var body = Encoding.UTF8.GetBytes(reply.Body);
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body.AsMemory(0, reply.Cut ?? body.Length));
            if (reply.Cut is null) context.Response.Close();
            else
            {
                await context.Response.OutputStream.FlushAsync();
                context.Response.Abort();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The client went first.
        }
    }

    public Reply Usual(string what) => what switch
    {
        "GET /fhir/Group/g/$export" => new Reply(202, Headers: ("Content-Location", $"{Url}/status/1")),
        "GET /fhir/status/1" => new Reply(200, Manifest()),
        "DELETE /fhir/status/1" => new Reply(202),
        _ when what.StartsWith("GET /fhir/files/", StringComparison.Ordinal) && Files.TryGetValue(what["GET /fhir/files/".Length..], out var content) => new Reply(200, content),
        _ => new Reply(404),
    };

    public string Manifest() =>
        $$"""{"transactionTime":"2026-01-01T00:00:00Z","request":"{{Url}}/Group/g/$export","requiresAccessToken":{{(RequiresToken ? "true" : "false")}},"output":[{{string.Join(',', Files.Keys.Where(name => !name.Contains("error") && !name.Contains("deleted")).Select(Entry))}}],"deleted":[{{string.Join(',', Files.Keys.Where(name => name.Contains("deleted")).Select(Entry))}}],"error":[{{string.Join(',', Files.Keys.Where(name => name.Contains("error")).Select(Entry))}}]{{ManifestMore}}}""";

    private string Entry(string name) => $$"""{"type":"{{name.Split('.', '-')[0]}}","url":"{{Url}}/files/{{name}}"}""";
}
