using MedRecCloud.Intake.Tests.Support;
using MedRecCloud.Messaging;

namespace MedRecCloud.Intake.Tests.Events;

public class ExampleFilesTests
{
    /// <summary>Sends a file as a message to an intake without a FHIR server and says what became of it.</summary>
    internal static async Task<string> OutcomeAsync(string file)
    {
        await using var intake = new IntakeHarness(null);
        var settlement = await intake.SendAsync(SharedData.Read(file));
        return settlement switch
        {
            Settlement.DeadLetter dead => $"dead-letter {dead.Reason}",
            Settlement.Abandon abandon => $"abandon {abandon.Reason}",
            _ when intake.Stores.Sent.Count > 0 || !intake.Stores.Current.IsEmpty => Describe(intake.Stores),
            _ => "nothing",
        };
    }

    /// <summary>
    /// The examples name servers that nobody configured, so what is not carried is not fetched: Patient events ask for nothing, resources stand for themselves,
    /// and what is no FHIR JSON goes to a person.
    /// </summary>
    [SkippableFact]
    public async Task Every_example_file_has_the_outcome_of_the_table()
    {
        var root = SharedData.Require("fhir-examples");
        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);
        var actual = new List<string>();
        foreach (var file in files) actual.Add($"{file} = {await OutcomeAsync("fhir-examples/" + file)}");
        Assert.Equal(File.ReadAllLines(Table()).Where(line => line.Length > 0), actual);
    }

    private static string Table([System.Runtime.CompilerServices.CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "ExampleOutcomes.txt");

    private static string Describe(MemoryStores stores) =>
        string.Join(", ", new[] { (stores.Sent.Count, "requested"), (stores.Current.Count, "withdrawn") }.Where(one => one.Item1 > 0).Select(one => $"{one.Item1} {one.Item2}"));
}
