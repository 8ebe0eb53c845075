namespace MedRecCloud.Fhir.Exports;

/// <summary>A folder of its own under <c>TMPDIR</c> for one reading of an export; it goes with the reader.</summary>
public sealed class ScratchFolder : IDisposable
{
    /// <param name="prefix">How its name begins.</param>
    /// <exception cref="ExportException">The folder for temporary files cannot be written to.</exception>
    public ScratchFolder(string prefix)
    {
        try
        {
            Path = Directory.CreateTempSubdirectory(prefix).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ScratchFile.Refused(System.IO.Path.GetTempPath(), error);
        }
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
