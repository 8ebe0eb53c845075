using System.Text;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Intake.Encounters;
using MedRecCloud.Intake.Events;
using MedRecCloud.Messaging;
using MedRecCloud.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Intake.Tests.Support;

/// <summary>The intake as an application registers it, with stores in memory and a clock that moves on with every look.</summary>
internal sealed class IntakeHarness : IAsyncDisposable
{
    public const string Account = "hospital.fhir.azurehealthcareapis.com";

    private readonly ServiceProvider _services;

    public IntakeHarness(string? serverUrl, ILoggerProvider? logs = null, Func<HttpMessageHandler>? network = null, Action<FhirServersOptions>? servers = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging(logging => { if (logs is not null) logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs); });
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IRequestStore>(Stores);
        services.AddSingleton<IProposalStore>(Stores);
        services.AddSingleton<ISubscriptionPositions>(Stores);
        services.AddSingleton<IRequestSender>(Stores);
        if (network is not null) services.AddFhirServers(null, network);
        services.AddIntake(null, options =>
        {
            if (serverUrl is not null) options.Servers.Add(new FhirServerOptions { BaseUrl = new Uri(serverUrl), Accounts = [Account] });
            servers?.Invoke(options);
        });
        _services = services.BuildServiceProvider();
        Handler = _services.GetRequiredService<FhirEventHandler>();
    }

    public MemoryStores Stores { get; } = new();

    public TickingTime Clock { get; } = new();

    public FhirEventHandler Handler { get; }

    public IServiceProvider Services => _services;

    public Task<Settlement> SendAsync(string body, IReadOnlyDictionary<string, object>? properties = null) => SendAsync(Encoding.UTF8.GetBytes(body), properties);

    public Task<Settlement> SendAsync(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, object>? properties = null) =>
        Handler.HandleAsync(new IncomingEvent(body, null, properties ?? new Dictionary<string, object>(), "m", 1) { EnqueuedTime = Clock.GetUtcNow() }, CancellationToken.None);

    /// <summary>An event of Azure Health Data Services.</summary>
    public static string Ahds(string type, string id, int version = 1, string what = "Created", string account = Account) =>
        $$"""{"id":"e-{{id}}-{{version}}","topic":"/subscriptions/s","subject":"{{account}}/{{type}}/{{id}}","data":{"resourceType":"{{type}}","resourceFhirAccount":"{{account}}","resourceFhirId":"{{id}}","resourceVersionId":{{version}}},"eventType":"Microsoft.HealthcareApis.FhirResource{{what}}","dataVersion":"{{version}}","metadataVersion":"1","eventTime":"2024-01-01T00:00:00Z"}""";

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>Moves on by a millisecond with every look, so that no two reads have the same time.</summary>
internal sealed class TickingTime : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Add(ref _ticks, TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
