using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MedRecCloud.Benchmarks;

/// <summary>Prints one JSON line per ratio on standard output; progress goes to standard error.</summary>
internal static class RatioCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var only = new Option<string[]>("--only")
        {
            Description = "Measure these suites alone: " + string.Join(", ", Suites.All.Select(suite => suite.Name)),
            AllowMultipleArgumentsPerToken = true,
        };
        only.Validators.Add(result =>
        {
            var unknown = (result.GetValueOrDefault<string[]>() ?? []).Except(Suites.All.Select(suite => suite.Name)).ToArray();
            if (unknown.Length > 0)
                result.AddError($"There is no suite {string.Join(", ", unknown)}; there are {string.Join(", ", Suites.All.Select(suite => suite.Name))}.");
        });
        var command = new Command("ratios", "Measures each pair side by side in one run and prints a JSON line per ratio: name, ratio, goal, met and the two figures.") { only };
        command.SetAction((result, cancellationToken) => MeasureAsync(result.GetValue(only) ?? [], cancellationToken));
        return command;
    }

    private static async Task<int> MeasureAsync(string[] only, CancellationToken cancellationToken)
    {
        foreach (var suite in Suites.All.Where(suite => only.Length == 0 || only.Contains(suite.Name)))
        {
            await Console.Error.WriteLineAsync($"{suite.Name} …");
            foreach (var ratio in await suite.MeasureAsync(cancellationToken))
                Console.WriteLine(JsonSerializer.Serialize(LineOf(ratio), Json));
        }

        return 0;
    }

    private static Dictionary<string, object> LineOf(Ratio ratio)
    {
        var line = new Dictionary<string, object>
        {
            ["name"] = ratio.Name,
            ["ratio"] = Rounded(ratio.Value),
            ["goal"] = ratio.Goal,
            ["met"] = ratio.Met,
            ["numerator"] = ratio.Numerator,
            ["numeratorValue"] = Rounded(ratio.NumeratorValue),
            ["denominator"] = ratio.Denominator,
            ["denominatorValue"] = Rounded(ratio.DenominatorValue),
        };
        foreach (var (key, value) in ratio.Costs)
            line[key] = Rounded(value);
        return line;
    }

    // Four significant figures: more would only be noise.
    private static double Rounded(double value) =>
        double.IsFinite(value) ? double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : 0;
}
