using System.Diagnostics;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker.Tests.Containers;

/// <summary>The worker as the Dockerfile lays it out, published from what the tests were built from, and one tiny model package.</summary>
public sealed class PublishedWorker : IDisposable
{
    private readonly SomeModel _model = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-app-").FullName;

    public PublishedWorker()
    {
        if (Sandbox.Missing is not null) return;
        var root = Root(AppContext.BaseDirectory);
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string[] arguments = ["publish", Path.Combine(root, "inference-worker"), "--no-build", "--configuration", configuration, "--output", _folder, "--nologo", "-v", "q"];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        Assert.True(publish.ExitCode == 0, output);
        Run("chmod", "-R", "a+rX", _folder);
        Models = _model.Write(ModelKind.Lamo).Folder;
        Run("chmod", "-R", "a+rX", Path.GetDirectoryName(Models)!);
    }

    public string App => _folder;

    public string Models { get; } = "";

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal static string Root(string folder) => File.Exists(Path.Combine(folder, "MedRecCloud.sln")) ? folder : Root(Directory.GetParent(folder)!.FullName);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
