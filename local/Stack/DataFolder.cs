using MedRecCloud.Local.Processes;

namespace MedRecCloud.Local.Stack;

/// <summary>A stack's folder, held by one stack at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string Marker = "medrec.lock";
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <param name="fresh">Empties the folder first. Only a folder that a stack made, or an empty one, is emptied.</param>
    /// <exception cref="CommandException">Another stack uses it, or it cannot be written.</exception>
    public static DataFolder Open(string path, bool fresh)
    {
        path = System.IO.Path.GetFullPath(path);
        var marker = System.IO.Path.Combine(path, Marker);
        try
        {
            if (fresh && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !File.Exists(marker))
                throw new CommandException($"'{path}' holds files that are not a stack's. Choose an empty or a new folder with --data.");
            Directory.CreateDirectory(path);
            var held = new FileStream(marker, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (fresh) Empty(path);
            return new DataFolder(path, held);
        }
        catch (IOException) when (File.Exists(marker)) { throw new CommandException($"Another stack is running with '{path}'. Stop it, or choose another folder with --data."); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"'{path}' cannot be used as the data folder ({error.Message}). Choose another with --data.", error);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static void Empty(string path)
    {
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos().Where(entry => entry.Name != Marker))
        {
            if (entry is DirectoryInfo folder) folder.Delete(recursive: true);
            else entry.Delete();
        }
    }
}
