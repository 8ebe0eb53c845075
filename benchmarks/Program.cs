using System.CommandLine;
using System.Reflection;
using BenchmarkDotNet.Running;

namespace MedRecCloud.Benchmarks;

/// <summary><c>ratios [--only SUITE]</c> measures pairs in one run; anything else goes to BenchmarkDotNet (<c>--filter '*'</c>, <c>--list flat</c>).</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        if (args is [ScoringMemory.Command, var preset])
        {
            ScoringMemory.Run(preset);
            return Task.FromResult(0);
        }

        if (args is not ["ratios" or BrokerHost.Verb, ..] and not ["--help" or "-h" or "-?", ..])
        {
            BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
            return Task.FromResult(0);
        }

        var root = new RootCommand("Measures MedRecCloud. Without a command the arguments are BenchmarkDotNet's, as --filter '*Messaging*'.")
        {
            RatioCommand.Create(),
            BrokerHost.Create(),
        };
        return root.Parse(args).InvokeAsync();
    }
}
