using System.Globalization;
using System.Text.RegularExpressions;

namespace MedRecCloud.Repository.Tests;

public sealed partial class LogEventTests
{
    /// <summary>Thousand of each project's event ids.</summary>
    private static readonly Dictionary<string, int> Ranges = new()
    {
        ["shared/MedRecCloud.Fhir"] = 1, ["shared/MedRecCloud.Messaging"] = 2, ["shared/MedRecCloud.Storage"] = 3, ["shared/MedRecCloud.Intake"] = 4,
        ["functions"] = 5, ["inference-worker"] = 6, ["training"] = 7, ["local"] = 8, ["shared/MedRecCloud.Hosting"] = 9,
    };

    [Fact]
    public void Every_log_event_has_an_id_of_its_own()
    {
        var twice = Events().GroupBy(one => one.Id).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(one => one.File))}");
        Strays.None(twice);
    }

    [Fact]
    public void Every_log_event_is_in_its_projects_range() =>
        Strays.None(Events().Where(one => Ranges.FirstOrDefault(range => one.File.StartsWith(range.Key + "/", StringComparison.Ordinal)).Value != one.Id / 1000)
            .Select(one => $"{one.File}: {one.Id}"));

    [Fact]
    public void Log_events_stand_in_files_named_Log() =>
        Strays.None(Events().Where(one => !Path.GetFileName(one.File).StartsWith("Log.", StringComparison.Ordinal)).Select(one => one.File).Distinct());

    private static IEnumerable<(string File, int Id)> Events() =>
        from file in Checkout.Sources.Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
        from Match match in LoggerMessage().Matches(Checkout.Read(file))
        select (file, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex LoggerMessage();
}
