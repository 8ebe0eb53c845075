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
        return await files.ReadAsync(name, cancellationToken) is { } content ? Read<T>(content) : null;
    }

    /// <summary>Changes a file that others may change at the same moment.</summary>
    /// <param name="change">From what stands there, null for nothing, to what shall stand there; null leaves it. Asked again when another was faster.</param>
    /// <returns>What stands there now; null when nothing does.</returns>
    /// <exception cref="InvalidDataException">What stands there is not what it should be.</exception>
    public static async Task<T?> UpdateAsync<T>(this ICohortFiles files, string name, Func<T?, T?> change, CancellationToken cancellationToken)
        where T : class
    {
        T? now = null;
        await files.UpdateAsync(
            name,
            content =>
            {
                var known = content is { } some ? Read<T>(some) : null;
                var next = change(known);
                now = next ?? known;
                return next is null ? null : (ReadOnlyMemory<byte>?)JsonSerializer.SerializeToUtf8Bytes(next, ClinicalJson.Options);
            },
            cancellationToken);
        return now;
    }

    public static Task WriteAsync<T>(this ICohortFiles files, string name, T value, CancellationToken cancellationToken)
        where T : class =>
        files.WriteAsync(name, (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(value, ClinicalJson.Options), cancellationToken);

    /// <summary>Asks for a planner: the manifest's arrival starts one, also for a cohort whose planner stopped half-way. Nothing where there is no manifest.</summary>
    public static async Task StartPlannerAsync(this ICohortFiles files, string id, CancellationToken cancellationToken)
    {
        if (await files.ReadAsync(CohortNames.Manifest(id), cancellationToken) is { } manifest) await files.WriteAsync(CohortNames.Manifest(id), manifest, cancellationToken);
    }

    /// <summary>What people want of the cohort now.</summary>
    public static async Task<CohortControlFile> ReadControlAsync(this ICohortFiles files, string id, CancellationToken cancellationToken) =>
        await files.ReadAsync<CohortControlFile>(CohortNames.Control(id), cancellationToken) ?? CohortControlFile.None;

    private static T? Read<T>(ReadOnlyMemory<byte> content)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(content.Span, ClinicalJson.Options);
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"A stored {typeof(T).Name} is not valid JSON of this version.");
        }
    }
}
