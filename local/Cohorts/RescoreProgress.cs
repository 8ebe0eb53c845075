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
        if (State == "planning" && Export is not null && Planned == 0) return $"planning: the FHIR server's export: {Export}";
        // In the end what counts is how fast it was as a whole.
        if (HasEnded) perSecond = Rate;
        var left = perSecond > 0 && State == "running" && Done < Planned ? $", {TimeSpan.FromSeconds((Planned - Done) / perSecond):h\\:mm\\:ss} left" : "";
        var planned = State == "planning" ? $"{Planned} planned so far" : $"{Planned}";
        return string.Create(CultureInfo.InvariantCulture, $"{State}: {Done} of {planned} {(Models > 1 ? "results" : "encounters")} ({Scored} with proposals, {Abstained} abstained, {Failed} failed), {perSecond:0} a second{left}");
    }
}
