using System.Globalization;

namespace MedRecCloud.Fhir.Reading;

/// <summary>Reads FHIR's date, dateTime and instant (R4, 2.24.0.1), each of which may stop at the year, the month or the day.</summary>
internal static class FhirMoment
{
    private static readonly string[] Partial = ["yyyy-MM-dd", "yyyy-MM", "yyyy"];

    /// <summary>The moment, or the first moment of the year, month or day in UTC; null when the text is no FHIR time.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null || text.Length is < 4 or > 64) return null;
        if (text.Length <= 10)
        {
            return DateTimeOffset.TryParseExact(text, Partial, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
                ? day : null;
        }
        return text[10] == 'T' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment : null;
    }

    public static DateOnly? ParseDate(string? text) => Parse(text) is { } moment ? DateOnly.FromDateTime(moment.UtcDateTime) : null;
}
