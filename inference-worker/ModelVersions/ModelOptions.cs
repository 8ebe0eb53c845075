using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker;

/// <summary>Which models serve, and where their packages lie.</summary>
internal sealed class ModelOptions
{
    public const string Section = "Models";

    /// <summary>A folder with <c>{name}/{version}/manifest.json</c>, or one package itself. Default: none, packages come from the blob container <c>models</c>.</summary>
    public string? Folder { get; set; }

    /// <summary>Where packages from blob storage are kept. Default: a folder of the system's temporary path.</summary>
    public string CacheFolder { get; set; } = Path.Combine(Path.GetTempPath(), "medrec-models");

    /// <summary>The model that answers. Default: the only one of the best kind there is (lamo before leader-teacher before leader-student).</summary>
    public string? Name { get; set; }

    /// <summary>Its version. Default: the one that <c>{name}/current.json</c> names, else the newest; both are looked up again every <see cref="Refresh"/>.</summary>
    public string? Version { get; set; }

    /// <summary>The model that answers when the first cannot. Default: the only leader-student there is; "none" turns it off.</summary>
    public string? FallbackName { get; set; }

    public string? FallbackVersion { get; set; }

    /// <summary>A model that scores the same requests for comparison; its results are stored apart. Default: none.</summary>
    public string? ShadowName { get; set; }

    /// <summary>Needed when the shadow is another version of the same model.</summary>
    public string? ShadowVersion { get; set; }

    /// <summary>How many models that only cohorts ask for stay loaded, besides those that serve. Default 2.</summary>
    [Range(1, 16)]
    public int CohortModels { get; set; } = 2;

    /// <summary>How often the packages are looked up for a newer version. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Refresh { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Refuses wrong model options at start-up.</summary>
[OptionsValidator]
internal sealed partial class ModelOptionsValidator : IValidateOptions<ModelOptions>;
