namespace MedRecCloud.Fhir.CdsHooks.Clients;

/// <summary>One EHR that may call (cds-hooks.hl7.org 2.0, "Trusting CDS Clients").</summary>
public sealed class CdsClientOptions
{
    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Where its public keys are; a token that names another place (<c>jku</c>) is refused.</summary>
    public Uri? KeysUrl { get; set; }

    /// <summary>Its public keys as a JWK Set, where they were handed over by other means.</summary>
    public string? Keys { get; set; }

    /// <summary>The <c>tenant</c> its tokens must name; null accepts any.</summary>
    public string? Tenant { get; set; }
}
