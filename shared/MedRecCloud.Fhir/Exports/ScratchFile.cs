namespace MedRecCloud.Fhir.Exports;

/// <summary>Files of patient data that nobody else is to see.</summary>
internal static class ScratchFile
{
    /// <summary>A file that vanishes with its handle, also when the process is killed, where the system allows a file without a name.</summary>
    /// <exception cref="ExportException">The disk does not take it.</exception>
    public static FileStream Create(string path, int bufferBytes)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            Directory.CreateDirectory(folder);
            var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = bufferBytes, Options = FileOptions.DeleteOnClose });
            if (!OperatingSystem.IsWindows()) File.Delete(path);
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refused(folder, error);
        }
    }

    /// <summary>Closes a file that nobody will read again: what a full disk did not take does not matter any more.</summary>
    public static void Close(FileStream file)
    {
        try
        {
            file.Dispose();
        }
        catch (IOException)
        {
            // The reason is told where it was written or read.
        }
    }

    public static ExportException Refused(string folder, Exception error) =>
        new($"The scratch folder {folder} cannot take the export: {error.Message} Free some space there, or set TMPDIR to a larger disk.", error);
}
