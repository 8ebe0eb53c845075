namespace MedRecCloud.Local.Tests.Broker;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("medrec-broker-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
