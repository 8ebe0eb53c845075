using System.Globalization;
using System.Text.Json;

namespace MedRecCloud.Local.Cohorts;

/// <summary>A cohort's progress as a line for people.</summary>
internal sealed record RescoreProgress(string State, string? Reason, string? Export, int Planned, int Models, int Scored, int Abstained, int Failed, double Rate = 0)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public int Done => Scored + Abstained + Failed;

    public bool HasEnded => State is "completed" or "cancelled" or "refused";

    /// <summary>Nothing goes on by itself: ended, or paused by somebody.</summary>
    public bool IsAtRest => HasEnded || State == "paused";

    public static RescoreProgress Read(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize<RescoreProgress>(json.Span, Json)!;

    /// <param name="perSecond">The rate of the last moments; 0 when unknown.</param>
    public string Words(double perSecond)
    {
        if (State == "planning" && Export is not null && Planned == 0) return $"planning: the FHIR server's export: {Export}{Trouble}";
        // In the end what counts is how fast it was as a whole.
        if (HasEnded) perSecond = Rate;
        var left = perSecond > 0 && State == "running" && Done < Planned ? $", {Left(TimeSpan.FromSeconds((Planned - Done) / perSecond))} left" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{State}: {Done} of {Planned} {(Models > 1 ? "results" : "encounters")}{(State == "planning" ? " planned so far" : "")} ({Scored} with proposals, {Abstained} abstained, {Failed} failed), {perSecond.ToString(perSecond < 10 ? "0.#" : "0", CultureInfo.InvariantCulture)} a second{left}{Trouble}");
    }

    // What keeps it from going on, while it is tried again.
    private string Trouble => Reason is null || HasEnded ? "" : $"; {Reason}";

    private static string Left(TimeSpan left) => left.TotalDays >= 1 ? left.ToString(@"d\ \d\,\ h\:mm", CultureInfo.InvariantCulture) + " h" : left.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
}
