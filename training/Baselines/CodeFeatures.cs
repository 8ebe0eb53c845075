using System.Globalization;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Baselines;

/// <summary>An encounter as a bag of words, one per code: what linear models and neighbours read.</summary>
internal static class CodeFeatures
{
    /// <summary>What the visit may be about: its kind and reason, the conditions recorded in it, and those the patient had before.</summary>
    public static IEnumerable<string> Conditions(EncounterCodes codes)
    {
        yield return $"kind:{codes.Type}|{codes.Reason}";
        if (codes.Reason.Length > 0)
            yield return "reason:" + codes.Reason;
        foreach (var code in codes.Here)
            yield return "here:" + code;
        foreach (var code in codes.Active.Except(codes.Here))
            yield return "active:" + code;
    }

    /// <summary>Class, type, reason, both, age band, sex, conditions and procedures.</summary>
    public static IEnumerable<string> Codes(Sample sample)
    {
        var codes = sample.Codes;
        yield return "class:" + codes.Class;
        yield return "type:" + codes.Type;
        yield return "reason:" + codes.Reason;
        yield return $"kind:{codes.Type}|{codes.Reason}";
        yield return "sex:" + sample.Sex;
        yield return "age:" + AgeBand(sample.Age);
        foreach (var code in codes.Here)
            yield return "here:" + code;
        foreach (var code in codes.Active)
            yield return "active:" + code;
        foreach (var code in codes.Procedures)
            yield return "procedure:" + code;
    }

    /// <summary><see cref="Codes"/> and the patient's earlier medicines: recent ones, those of the last orders, those of the last visit of this kind.</summary>
    public static IEnumerable<string> CodesAndMedicines(Sample sample) =>
        [.. Codes(sample), .. sample.Codes.RecentMedicines.Select(name => "recent:" + name), .. sample.Codes.LastOrders.Select(name => "last:" + name), .. sample.Codes.LastOfKind.Select(name => "kind:" + name)];

    /// <summary>Ten-year bands, so that the band of a child is never that of an adult.</summary>
    public static string AgeBand(int? age) => age is { } years ? (years < 2 ? "0-1" : years < 12 ? "2-11" : years < 18 ? "12-17" : (years / 10 * 10).ToString(CultureInfo.InvariantCulture) + "s") : "unknown";
}
