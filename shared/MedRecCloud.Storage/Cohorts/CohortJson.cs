using System.Text.Json;
using MedRecCloud.Clinical;

namespace MedRecCloud.Storage.Cohorts;

/// <summary>Small JSON files of a cohort.</summary>
public static class CohortJson
{
    /// <summary>Null when the file is not there.</summary>
    /// <exception cref="InvalidDataException">It is there and is not what it should be.</exception>
    public static async Task<T?> ReadAsync<T>(this ICohortFiles files, string name, CancellationToken cancellationToken)
        where T : class
    {
        if (await files.ReadAsync(name, cancellationToken) is not { } content) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(content.Span, ClinicalJson.Options);
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"A stored {typeof(T).Name} is not valid JSON of this version.");
        }
    }

    public static Task WriteAsync<T>(this ICohortFiles files, string name, T value, CancellationToken cancellationToken)
        where T : class =>
        files.WriteAsync(name, (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(value, ClinicalJson.Options), cancellationToken);

    /// <summary>What people want of the cohort now.</summary>
    public static async Task<CohortControlFile> ReadControlAsync(this ICohortFiles files, string id, CancellationToken cancellationToken) =>
        await files.ReadAsync<CohortControlFile>(CohortNames.Control(id), cancellationToken) ?? CohortControlFile.None;
}
