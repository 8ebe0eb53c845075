using MedRecCloud.Local.Processes;

namespace MedRecCloud.Local.Stack;

/// <summary>Where the stack's programs and the shipped models lie, from a checkout as well as from a published folder.</summary>
internal static class StackPrograms
{
    private const string Worker = "MedRecCloud.InferenceWorker.dll";

    /// <summary>The dotnet host that runs this process's .NET.</summary>
    private static string DotNet =>
        Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : ExecutablePath.Find("dotnet") ?? throw new CommandException("The 'dotnet' command is not on the PATH; install the .NET 10 runtime from https://dot.net.");

    /// <summary>A verb of this tool as its own process.</summary>
    public static ChildCommand Tool(string logFile, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments) =>
        Managed(typeof(StackPrograms).Assembly.Location, logFile, environment, arguments);

    /// <summary>The inference worker, the same build that runs in the cloud.</summary>
    public static ChildCommand InferenceWorker(string logFile, IReadOnlyDictionary<string, string> environment) =>
        Managed(
            Search(Path.Combine("worker", Worker), Path.Combine("inference-worker", "bin", Configuration, "net10.0", Worker))
                ?? throw new CommandException($"{Worker} is not there. Build it: dotnet build inference-worker -c {Configuration}"),
            logFile, environment, []);

    /// <summary>The packages shipped in models/.</summary>
    public static string Models() =>
        Search("models") ?? throw new CommandException("There is no folder 'models' beside the program. Name a folder of model packages with --model.");

    private static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    private static ChildCommand Managed(string assembly, string logFile, IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments)
    {
        var all = new Dictionary<string, string>(environment)
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(StackPrograms).Assembly.Location,
            // Several processes share the machine: heaps are kept small rather than one per core.
            ["DOTNET_gcServer"] = "0",
            // Fewer collections of new objects: one every 32 MiB (the figure is hexadecimal).
            ["DOTNET_GCgen0size"] = "2000000",
            // Compiling again by profile, and mapping code twice, cost more in a stack's short life than they bring.
            ["DOTNET_TieredPGO"] = "0",
            ["DOTNET_EnableWriteXorExecute"] = "0",
            ["DOTNET_NOLOGO"] = "1",
        };
        return new ChildCommand(DotNet, [assembly, .. arguments], all, logFile);
    }

    /// <summary>Beside the program, else in a folder above it.</summary>
    private static string? Search(params ReadOnlySpan<string> names)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            foreach (var name in names)
                if (Path.Combine(folder.FullName, name) is var path && (File.Exists(path) || Directory.Exists(path))) return path;
        return null;
    }
}
