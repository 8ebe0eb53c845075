using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Context;

/// <summary>The patient, reduced to what dosing and safety need. The birth date never enters a prompt, only the age does.</summary>
/// <param name="BirthDate">Null when unknown; a year alone counts from 1 January, a month from its first day.</param>
/// <param name="Sex">FHIR administrative gender: male, female, other, unknown.</param>
/// <param name="Deceased">True once the patient is recorded as deceased before t0.</param>
public sealed record PatientFact(ResourceKey Source, DateOnly? BirthDate, string Sex, bool Deceased = false)
{
    /// <summary>Whole years at the given moment, capped at 90 (HIPAA Safe Harbor); null when the birth date is unknown or later.</summary>
    public int? AgeAt(DateTimeOffset moment)
    {
        if (BirthDate is not { } birth) return null;
        var day = DateOnly.FromDateTime(moment.UtcDateTime);
        var years = day.Year - birth.Year - (day < birth.AddYears(day.Year - birth.Year) ? 1 : 0);
        return years < 0 ? null : Math.Min(years, 90);
    }
}
