using System.ComponentModel.DataAnnotations;
using MedRecCloud.Clinical.Prompts;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Fhir.Servers;

/// <summary>One FHIR server (tenant) that events may speak of. Nothing outside the base URLs configured here is ever fetched.</summary>
public sealed class FhirServerOptions
{
    /// <summary>Its name in keys and blob names: 1 to 32 letters, digits and '-'. The first server is usually called "default".</summary>
    [Required, RegularExpression("^[a-z0-9][a-z0-9-]{0,31}$")]
    public string Name { get; set; } = RequestKey.DefaultServer;

    /// <summary>Base URL, e.g. <c>https://hospital.fhir.azurehealthcareapis.com</c>; https, except to the machine itself.</summary>
    [Required]
    public Uri? BaseUrl { get; set; }

    /// <summary>Other names under which events speak of it, e.g. the FHIR account of Azure Health Data Services. The base URL's host always counts.</summary>
    public IList<string> Accounts { get; set; } = [];

    /// <summary>Where else the files of its bulk exports may lie, e.g. a storage account; https, except on the machine itself. Default: none, only under the base URL.</summary>
    public IList<Uri> ExportUrls { get; set; } = [];

    public FhirAuthentication Authentication { get; set; } = FhirAuthentication.None;

    /// <summary>OAuth scope. Default: <c>{BaseUrl}/.default</c> with a managed identity, <c>system/*.rs</c> with SMART.</summary>
    public string? Scope { get; set; }

    /// <summary>Only with <see cref="FhirAuthentication.SmartBackend"/>.</summary>
    [ValidateObjectMembers]
    public SmartBackendOptions? Smart { get; set; }

    /// <summary>Asks all searches of one patient in one batch. Off: in parallel. A server that refuses batches is asked in parallel from then on. Default on.</summary>
    public bool UseBatch { get; set; } = true;

    /// <summary>How far back observations are read, in days. Default 800.</summary>
    [Range(1, 36_500)]
    public int ObservationDays { get; set; } = 800;

    /// <summary>
    /// Sends every outcome of this server's encounters back to it as a transaction: draft proposals, never orders. Needs the right to create and update
    /// (with SMART a scope such as <c>system/*.cruds</c>). Default off.
    /// </summary>
    public bool WriteBack { get; set; }
}
