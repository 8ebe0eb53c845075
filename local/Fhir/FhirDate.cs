using System.Globalization;

namespace MedRecCloud.Local.Fhir;

/// <summary>A FHIR date, dateTime or instant as the stretch of time it covers (R4, 3.1.1.4.7): a year covers a year, a second a second.</summary>
/// <param name="Start">First moment.</param>
/// <param name="End">First moment after it.</param>
internal readonly record struct FhirDate(DateTimeOffset Start, DateTimeOffset End)
{
    public static FhirDate? TryParse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        DateTimeOffset start;
        switch (text.Length)
        {
            case 4 when Exact(text, "yyyy", out start): return new(start, start.AddYears(1));
            case 7 when Exact(text, "yyyy-MM", out start): return new(start, start.AddMonths(1));
            case 10 when Exact(text, "yyyy-MM-dd", out start): return new(start, start.AddDays(1));
            case > 10 when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out start):
                var hasSeconds = text.Length >= 19 && text[16] == ':';
                var hasFraction = text.Length > 19 && text[19] == '.';
                return new(start, hasFraction ? start.AddTicks(TimeSpan.TicksPerMillisecond) : hasSeconds ? start.AddSeconds(1) : start.AddMinutes(1));
            default: return null;
        }
    }

    private static bool Exact(string text, string format, out DateTimeOffset start) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out start);
}
