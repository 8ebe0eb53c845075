namespace MedRecCloud.Storage.Cohorts;

/// <summary>The files of all cohorts, by names from <see cref="CohortNames"/>.</summary>
public interface ICohortFiles
{
    /// <summary>A file's content; null when it is not there.</summary>
    Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>A file's content, read in pieces.</summary>
    Stream Open(string name);

    /// <summary>Writes a file that is not there yet (If-None-Match: *); one that is stays as it is.</summary>
    /// <param name="figures">Counts kept beside the content, for listings.</param>
    /// <returns>False when it was there already.</returns>
    Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string>? figures, CancellationToken cancellationToken);

    /// <summary>Writes a file, over an older one.</summary>
    Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Changes a file that others may change at the same moment (If-Match): nothing that another wrote in between is lost.</summary>
    /// <param name="change">From what stands there, null for nothing, to what shall stand there; null leaves it. Asked again when another was faster.</param>
    Task UpdateAsync(string name, Func<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> change, CancellationToken cancellationToken);

    /// <summary>Writes a file of any size, over an older one. Nothing is there until the content has come to its end.</summary>
    Task StoreAsync(string name, Stream content, CancellationToken cancellationToken);

    /// <summary>Removes every file whose name begins so.</summary>
    Task RemoveAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Files whose names begin so, in ordinal order.</summary>
    IAsyncEnumerable<CohortFile> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Ids of all cohorts, in ordinal order.</summary>
    IAsyncEnumerable<string> ListCohortsAsync(CancellationToken cancellationToken);
}
