using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.Proposals;
using MedRecCloud.Intake.CdsHooks;
using MedRecCloud.Local.Azurite;
using MedRecCloud.Local.CdsHooks;
using MedRecCloud.Storage;
using MedRecCloud.Storage.Feedback;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Intake.Tests.CdsHooks;

/// <summary>The CDS services as the local stack serves them: registered as an application does, over a real socket and real blob storage.</summary>
public sealed class CdsHooksFixture : IAsyncLifetime, ILoggerProvider, ILogger
{
    public const string FhirServer = "http://127.0.0.1:9/fhir";

    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-cds-").FullName;
    private readonly StringBuilder _log = new();
    private AzuriteProcess _azurite = null!;
    private ServiceProvider _services = null!;
    private CdsHooksServer _server = null!;

    public HttpClient Http { get; } = new();

    public string Url => _server.Url;

    internal IFeedbackStore Feedback => _services.GetRequiredService<IFeedbackStore>();

    internal IServiceProvider Services => _services;

    /// <summary>Everything that was logged, at any level.</summary>
    public string Logged { get { lock (_log) return _log.ToString(); } }

    public async Task InitializeAsync()
    {
        _azurite = await AzuriteProcess.StartAsync(_folder);
        _services = Intake(new() { ["CdsHooks:AllowAnonymous"] = "true" });
        await BlobStorageRegistration.Connect(new BlobStorageOptions { ConnectionString = _azurite.ConnectionString }).CreateContainersAsync(CancellationToken.None);
        _server = await CdsHooksServer.StartAsync(_services.GetRequiredService<ICdsHooksDesk>(), 0);
    }

    /// <summary>The intake over this storage.</summary>
    public ServiceProvider Intake(Dictionary<string, string?> settings)
    {
        settings["BlobStorage:ConnectionString"] = _azurite.ConnectionString;
        settings["Fhir:Servers:0:Name"] = RequestKey.DefaultServer;
        settings["Fhir:Servers:0:BaseUrl"] = FhirServer;
        settings["ServiceBus:ConnectionString"] = "Endpoint=sb://localhost:1;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;";
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this))
            .AddSingleton<TimeProvider>(new FakeTimeProvider(Some.Patient.Now))
            .AddIntake().BuildServiceProvider();
    }

    /// <summary>Stores an outcome of an encounter: warfarin on board, so ibuprofen is not proposed, and hypertension.</summary>
    public async Task StoreAsync(string encounter, params (string Drug, double Probability)[] drugs)
    {
        var request = Some.Patient.Aged(70).With("Hypertension").Taking("Warfarin Sodium 5 MG Oral Tablet").Request;
        request = request with { Encounter = new("Encounter", encounter, "1"), Context = request.Context with { Encounter = request.Context.Encounter with { Source = new("Encounter", encounter, "1") } } };
        var scores = Some.Patient.Scores(drugs);
        var outcome = ProposalDecision.Shipped.Decide(scores, request, Some.Model.Manifest([.. drugs.Select(drug => drug.Drug)]));
        var key = RequestKey.OfResult(request.Server, encounter, request.ContextHash, scores.Model.PackageHash, scores.Model.PromptVersion);
        await _services.GetRequiredService<IProposalStore>().StoreAsync(
            new CurrentOutcome
            {
                Server = request.Server, Encounter = request.Encounter, Outcome = "proposed", Bundle = $"{encounter}/{key}.json", Key = key,
                ContextHash = request.ContextHash, AsOf = request.AsOf,
            },
            ProposalBundleWriter.Write(outcome, request, scores.Model, scores), CancellationToken.None);
    }

    public async Task<(int Status, JsonElement Body)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        // Asks before it sends: a server that refuses a large body closes the connection under a client that does not.
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Url}/{path}") { Content = content, Headers = { ExpectContinue = body.Length > 1 << 20 } };
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone());
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        await _services.DisposeAsync();
        await _azurite.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    void IDisposable.Dispose()
    {
        // Disposed of with the services.
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_log) _log.AppendLine($"{formatter(state, exception)} {exception}");
    }
}
