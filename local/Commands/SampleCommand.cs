using System.CommandLine;
using MedRecCloud.Local.Sample;

namespace MedRecCloud.Local.Commands;

/// <summary><c>medrec sample</c>.</summary>
internal static class SampleCommand
{
    public static Command Create()
    {
        var (patients, seed) = (Patients(), Seed());
        var folder = new Option<DirectoryInfo>("--out") { Description = "Where to write: fhir/ for 'medrec up --fhir', events/ for 'medrec send', day.json.", Required = true };
        var command = new Command("sample", """
            Write a made-up day in a clinic: patients with their records, visits, notes, and the messages that tell of them.
            The same seed always makes the same bytes. No real person, no borrowed text.

            Example: medrec sample --patients 100 --seed 7 --out day && medrec up --fhir day/fhir
            """) { patients, seed, folder };
        command.Do((parsed, _) =>
        {
            var path = parsed.GetRequiredValue(folder).FullName;
            var day = SampleGenerator.Make(new SampleOptions(parsed.GetValue(patients), parsed.GetValue(seed)));
            SampleFolder.Write(day, path);
            Console.WriteLine($"{parsed.GetValue(patients)} patients, {day.Resources.Count} resources, {day.Events.Count} events: {path}");
            return Task.FromResult(0);
        });
        return command;
    }

    public static Option<int> Patients()
    {
        var option = new Option<int>("--patients") { Description = "How many patients (1 to 100000).", DefaultValueFactory = _ => new SampleOptions().Patients };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 100_000) result.AddError("--patients must be between 1 and 100000.");
        });
        return option;
    }

    public static Option<int> Seed() => new("--seed") { Description = "Which day: the same seed makes the same one.", DefaultValueFactory = _ => new SampleOptions().Seed };
}
