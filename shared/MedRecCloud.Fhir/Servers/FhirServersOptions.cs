using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Fhir.Servers;

/// <summary>The FHIR servers, and how patiently they are asked.</summary>
public sealed class FhirServersOptions : IValidatableObject
{
    public const string Section = "Fhir";

    /// <summary>None: only resources carried in messages are used.</summary>
    [ValidateEnumeratedItems]
    public IList<FhirServerOptions> Servers { get; set; } = [];

    /// <summary>Time limit of one attempt of one request. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:05:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time limit of one request with all its retries. Default 45 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:15:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Retries on 408, 429 and 5xx; Retry-After is honoured. Default 3.</summary>
    [Range(1, 10)]
    public int MaxRetries { get; set; } = 3;

    /// <summary>Largest answer read, in bytes. Default 64 MiB.</summary>
    [Range(1_024, 1_073_741_824)]
    public int MaxResponseBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Most pages followed of one search. Default 100.</summary>
    [Range(1, 10_000)]
    public int MaxPages { get; set; } = 100;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AttemptTimeout >= TotalTimeout)
            yield return new ValidationResult($"{Section}:AttemptTimeout ({AttemptTimeout}) must be shorter than {Section}:TotalTimeout ({TotalTimeout}).");
        if (Servers.GroupBy(server => server.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            yield return new ValidationResult($"Two FHIR servers are called '{twice.Key}'.");
        foreach (var server in Servers)
        {
            if (server.BaseUrl is not { IsAbsoluteUri: true } url || url.Scheme is not ("https" or "http") || (url.Scheme == "http" && !url.IsLoopback))
                yield return new ValidationResult($"The base URL of FHIR server '{server.Name}' must be absolute and https (http only to the machine itself).");
            if (server.ExportUrls.Any(place => !place.IsAbsoluteUri || place.Scheme is not ("https" or "http") || (place.Scheme == "http" && !place.IsLoopback)))
                yield return new ValidationResult($"The export URLs of FHIR server '{server.Name}' must be absolute and https (http only to the machine itself).");
            if (server.Authentication == FhirAuthentication.SmartBackend != server.Smart is not null)
                yield return new ValidationResult($"FHIR server '{server.Name}': Authentication is {server.Authentication}, Smart is {(server.Smart is null ? "missing" : "set")}.");
            else if (server.Smart is { } smart && (smart.TokenUrl is not { IsAbsoluteUri: true } token || (token.Scheme != "https" && !token.IsLoopback) || smart.ClientId.Length == 0 || smart.KeyId.Length == 0 || smart.PrivateKeyFile.Length == 0))
                yield return new ValidationResult($"FHIR server '{server.Name}': Smart needs TokenUrl (https), ClientId, KeyId and PrivateKeyFile.");
        }
    }
}

/// <summary>Refuses wrong server options at start-up.</summary>
[OptionsValidator]
internal sealed partial class FhirServersOptionsValidator : IValidateOptions<FhirServersOptions>;
