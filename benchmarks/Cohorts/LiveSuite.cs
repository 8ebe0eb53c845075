using MedRecCloud.Local.Processes;

namespace MedRecCloud.Benchmarks;

/// <summary>What a live event waits for while a cohort keeps every core busy.</summary>
internal sealed class LiveSuite : IRatioSuite
{
    public string Name => "live";

    public async Task<IReadOnlyList<Ratio>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("medrec-bench-");
        try
        {
            return [await new LiveDuringCohort(CohortSuite.Model("lamo-small")).MeasureAsync(folder.FullName, cancellationToken)];
        }
        catch (CommandException missing)
        {
            await Console.Error.WriteLineAsync($"live is left out: {missing.Message}");
            return [];
        }
        finally { folder.Delete(recursive: true); }
    }
}
