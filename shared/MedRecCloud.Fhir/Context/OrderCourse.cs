using System.Text.Json;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Context;

/// <summary>
/// Until when an order's own words say it lasts at most: its supply with all repeats, or the bounds of its dosage, whichever is longer (R4, MedicationRequest and Timing).
/// That was known when it was written, other than how it stands when an export is.
/// </summary>
internal static class OrderCourse
{
    private const double DaysOfMonth = 30.4375, DaysOfYear = 365.25, Longest = 100 * DaysOfYear;

    /// <summary>Null where it does not say, or says "from then on".</summary>
    public static DateTimeOffset? End(JsonElement order, DateTimeOffset? authored)
    {
        if (authored is not { Year: > 1800 and < 9000 } start) return null;
        var supply = Supply(order.Child("dispenseRequest")) is { } days ? start.AddDays(days) : (DateTimeOffset?)null;
        return Dosage(order, start) is { } dosage && !(supply > dosage) ? dosage : supply;
    }

    private static double? Supply(JsonElement? dispense) =>
        dispense is { } asked && Days(asked.Child("expectedSupplyDuration")) is { } each ? Within(each * (1 + (Number(asked.Child("numberOfRepeatsAllowed")) ?? 0))) : null;

    // Instructions may follow each other, as when a dose is tapered; a single one without bounds leaves the whole open.
    private static DateTimeOffset? Dosage(JsonElement order, DateTimeOffset start)
    {
        var (end, days, count) = (start, 0.0, 0);
        foreach (var instruction in order.Items("dosageInstruction"))
        {
            var repeat = instruction.Child("timing")?.Child("repeat");
            count++;
            if (repeat?.End("boundsPeriod") is { } stated) end = stated > end ? stated : end;
            else if ((Days(repeat?.Child("boundsDuration")) ?? Days(repeat?.Child("boundsRange")?.Child("high"))) is { } bound) days += bound;
            else return null;
        }

        if (count == 0 || Within(days) is not { } all) return null;
        return start.AddDays(all) is var summed && summed > end ? summed : end;
    }

    private static double? Days(JsonElement? duration)
    {
        if (duration is not { } quantity || Number(quantity.Child("value")) is not { } value) return null;
        double? unit = (quantity.Text("code") ?? quantity.Text("unit")) switch
        {
            "s" => 1.0 / 86_400,
            "min" => 1.0 / 1_440,
            "h" => 1.0 / 24,
            "d" or "day" or "days" => 1,
            "wk" or "week" or "weeks" => 7,
            "mo" or "month" or "months" => DaysOfMonth,
            "a" or "year" or "years" => DaysOfYear,
            _ => null,
        };
        return Within(value * unit);
    }

    private static double? Number(JsonElement? value) => value is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var read) && read >= 0 ? read : null;

    private static double? Within(double? days) => days is >= 0 and <= Longest ? days : null;
}
