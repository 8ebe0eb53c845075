using System.CommandLine;
using MedRecCloud.Local.Commands;

namespace MedRecCloud.Local;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        // Without a command: the demonstration.
        if (args.Length == 0 || (args[0].StartsWith('-') && args[0] is not ("-h" or "--help" or "-?" or "--version"))) args = ["demo", .. args];
        return MedrecCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(40), EnableDefaultExceptionHandler = false });
    }
}
