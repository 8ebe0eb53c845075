using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Fhir.CdsHooks.Clients;

/// <summary>Who may call the CDS services. Without a client everybody is refused.</summary>
public sealed class CdsHooksOptions : IValidatableObject
{
    public const string Section = "CdsHooks";

    /// <summary>Where clients reach the services, without <c>/cds-services</c>: the audience of their tokens. Required with clients.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>The EHRs that are trusted.</summary>
    public IList<CdsClientOptions> Clients { get; set; } = [];

    /// <summary>Lets everybody in. For trying out on one machine; refused together with clients. Default off.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>How far clients' clocks may be off. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest life of a token, from <c>iat</c> to <c>exp</c>, that is accepted. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "1.00:00:00")]
    public TimeSpan MaxTokenLife { get; set; } = TimeSpan.FromMinutes(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AllowAnonymous && Clients.Count > 0) yield return new ValidationResult($"{Section}:AllowAnonymous and {Section}:Clients are both set.");
        if (Clients.Count > 0 && BaseUrl is not { IsAbsoluteUri: true }) yield return new ValidationResult($"{Section}:BaseUrl is required with {Section}:Clients.");
        if (Clients.GroupBy(client => client.Issuer, StringComparer.Ordinal).Any(group => group.Count() > 1)) yield return new ValidationResult($"{Section}:Clients names an issuer twice.");
        foreach (var client in Clients)
        {
            if (client.Issuer.Length == 0) yield return new ValidationResult($"{Section}:Clients has one without an Issuer.");
            if (client.Keys is null == client.KeysUrl is null) yield return new ValidationResult($"{Section}:Clients '{client.Issuer}' needs either KeysUrl or Keys.");
            if (client.KeysUrl is { } url && (!url.IsAbsoluteUri || (url.Scheme != "https" && !url.IsLoopback)))
                yield return new ValidationResult($"{Section}:Clients '{client.Issuer}': KeysUrl must be https (http only to the machine itself).");
        }
    }
}

/// <summary>Refuses wrong options at start-up.</summary>
[OptionsValidator]
internal sealed partial class CdsHooksOptionsValidator : IValidateOptions<CdsHooksOptions>;
