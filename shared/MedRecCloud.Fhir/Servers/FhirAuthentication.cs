namespace MedRecCloud.Fhir.Servers;

/// <summary>How a FHIR server is asked for access.</summary>
public enum FhirAuthentication
{
    /// <summary>Without a token: a server on the same machine, or behind a gateway that adds it.</summary>
    None,

    /// <summary>With the process's Entra identity: Azure Health Data Services.</summary>
    ManagedIdentity,

    /// <summary>SMART Backend Services: client_credentials with a signed JWT (SMART App Launch 2.2, "Backend Services").</summary>
    SmartBackend,
}
