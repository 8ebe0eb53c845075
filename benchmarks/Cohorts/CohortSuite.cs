using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Benchmarks;

/// <summary>Cohorts over the whole product: what a second worker brings.</summary>
internal sealed class CohortSuite : IRatioSuite
{
    private const double WorkersGoal = 1.7;

    public string Name => "cohorts";

    public async Task<IReadOnlyList<Ratio>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("medrec-bench-");
        var ratios = new List<Ratio>();
        try
        {
            ratios.Add(await new WorkerScaling("lamo-small", Model("lamo-small"), CohortExport.WithNotes(folder), warmUps: 1, WorkersGoal).MeasureAsync(Under("lamo-small"), cancellationToken));
            ratios.Add(await new WorkerScaling("leader-student", Model("leader-student"), CohortExport.Many(folder), warmUps: 2, WorkersGoal).MeasureAsync(Under("leader-student"), cancellationToken));
        }
        catch (CommandException missing)
        {
            await Console.Error.WriteLineAsync($"cohorts are left out: {missing.Message}");
        }
        finally { folder.Delete(recursive: true); }

        return ratios;

        string Under(string part) => folder.CreateSubdirectory(part + "-stack").FullName;
    }

    internal static string Model(string name) => Directory.EnumerateDirectories(Path.Combine(StackPrograms.Models(), name)).Order(StringComparer.Ordinal).Last();
}
