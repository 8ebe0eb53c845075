namespace MedRecCloud.Fhir.Exports;

/// <summary>Files of patient data that nobody else is to see.</summary>
internal static class ScratchFile
{
    /// <summary>A file that vanishes with its handle, also when the process is killed, where the system allows a file without a name.</summary>
    public static FileStream Create(string path, int bufferBytes)
    {
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = bufferBytes, Options = FileOptions.DeleteOnClose });
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }
}
