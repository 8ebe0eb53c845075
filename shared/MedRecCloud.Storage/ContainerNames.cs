namespace MedRecCloud.Storage;

/// <summary>The blob containers of the data account. The infrastructure tests hold the deployed names to these.</summary>
public static class ContainerNames
{
    /// <summary>Model packages, <c>{name}/{version}/…</c>; no patient data.</summary>
    public const string Models = "models";

    /// <summary>Claim checks: the prompt and its evidence, <c>{encounter}/{key}.json</c>. Patient data.</summary>
    public const string Requests = "requests";

    /// <summary>FHIR Bundles with proposals, <c>{encounter}/…</c>. Patient data.</summary>
    public const string Proposals = "proposals";

    /// <summary>Cohort manifests, progress and results, <c>{id}/…</c>. Patient data.</summary>
    public const string Cohorts = "cohorts";
}
