namespace MedRecCloud.Local.Fhir;

/// <summary>A date of a search with its prefix (R4, 3.1.1.4.5).</summary>
/// <param name="Prefix">eq, ne, gt, lt, ge, le, sa or eb.</param>
internal readonly record struct DateValue(string Prefix, FhirDate Range)
{
    public static DateValue Parse(string name, string text)
    {
        var prefix = text.Length > 2 && char.IsAsciiLetter(text[0]) && char.IsAsciiLetter(text[1]) ? text[..2] : "";
        var range = FhirDate.TryParse(text[prefix.Length..].Replace(' ', '+'));
        return range is { } known && prefix is "" or "eq" or "ne" or "gt" or "lt" or "ge" or "le" or "sa" or "eb"
            ? new(prefix is "" ? "eq" : prefix, range!.Value)
            : throw FhirFailure.Malformed($"The value of '{name}' is no date; write for example ge2024-01-31.");
    }

    public bool Holds(FhirDate value) => Prefix switch
    {
        "eq" => value.Start >= Range.Start && value.End <= Range.End,
        "ne" => value.Start < Range.Start || value.End > Range.End,
        "gt" => value.End > Range.End,
        "ge" => value.End > Range.End || (value.Start >= Range.Start && value.End <= Range.End),
        "lt" => value.Start < Range.Start,
        "le" => value.Start < Range.Start || (value.Start >= Range.Start && value.End <= Range.End),
        "sa" => value.Start >= Range.End,
        _ => value.End <= Range.Start,
    };
}
