using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Storage;

/// <summary>Where blob storage is: exactly one of the two ways to reach it.</summary>
public sealed class BlobStorageOptions : IValidatableObject
{
    public const string Section = "BlobStorage";

    /// <summary>A storage connection string: for Azurite and development only, it holds a key.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The account's blob endpoint, e.g. <c>https://account.blob.core.windows.net</c>; reached with the process's Entra identity.</summary>
    public Uri? ServiceUri { get; set; }

    /// <summary>Time limit of one request to storage. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Retries of one request on 408, 429 and 5xx, with exponential back-off. Default 4.</summary>
    [Range(0, 20)]
    public int MaxRetries { get; set; } = 4;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ConnectionString is null == ServiceUri is null)
        {
            yield return new ValidationResult(
                $"Set exactly one of {Section}:ConnectionString and {Section}:ServiceUri (connection string set: {ConnectionString is not null}, service uri: {ServiceUri}).");
        }
    }
}

/// <summary>Refuses wrong storage options at start-up.</summary>
[OptionsValidator]
internal sealed partial class BlobStorageOptionsValidator : IValidateOptions<BlobStorageOptions>;
