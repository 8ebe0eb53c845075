using System.ComponentModel.DataAnnotations;

namespace MedRecCloud.Messaging;

/// <summary>Where Service Bus is and how patiently it is called.</summary>
public sealed class ServiceBusOptions
{
    /// <summary>The configuration section that <see cref="ServiceBusRegistration.AddServiceBus"/> binds.</summary>
    public const string Section = "ServiceBus";

    /// <summary>
    /// <c>Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…</c> or <c>…;SharedAccessSignature=…</c>.
    /// With <c>UseDevelopmentEmulator=true</c> the connection is plain TCP (port of the endpoint, or 5672), otherwise TLS on 5671.
    /// Exactly one of this and <see cref="FullyQualifiedNamespace"/> is set. Default: none.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>The namespace's host, as <c>contoso.servicebus.windows.net</c>, reached with an Entra identity. Default: none.</summary>
    public string? FullyQualifiedNamespace { get; set; }

    /// <summary>How long one attempt of an operation may take. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an operation is tried again after a transient failure. Default: 5.</summary>
    [Range(0, 100)]
    public int MaxRetries { get; set; } = 5;

    /// <summary>The delay before the first retry; it doubles with each further one. Default: 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest delay between two retries. Default: 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(20);
}
