using System.ComponentModel.DataAnnotations;

namespace MedRecCloud.Fhir.Servers;

/// <summary>A client registered with a SMART authorization server by its public key.</summary>
public sealed class SmartBackendOptions
{
    /// <summary>The token endpoint, which is also the JWT's audience.</summary>
    [Required]
    public Uri? TokenUrl { get; set; }

    [Required]
    public string ClientId { get; set; } = "";

    /// <summary>RS384 or ES384, the two that every SMART server supports.</summary>
    [RegularExpression("^(RS384|ES384)$")]
    public string Algorithm { get; set; } = "RS384";

    /// <summary>The key's id in the registered key set.</summary>
    [Required]
    public string KeyId { get; set; } = "";

    /// <summary>File with the private key in PEM, e.g. a mounted Key Vault secret. Read when a token is asked for, so that a changed key is taken up.</summary>
    [Required]
    public string PrivateKeyFile { get; set; } = "";
}
