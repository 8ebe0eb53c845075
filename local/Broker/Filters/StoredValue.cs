using System.Globalization;

namespace MedRecCloud.Local.Broker.Filters;

/// <summary>A value with its type, so that 7 and '7' stay different on disk.</summary>
internal sealed record StoredValue(string Type, string Text)
{
    public static StoredValue Of(object? value) => value switch
    {
        bool flag => new("boolean", flag ? "true" : "false"),
        float or double or decimal => new("real", Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)),
        sbyte or byte or short or ushort or int or uint or long => new("integer", Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)),
        DateTime time => new("time", time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)),
        _ => new("text", Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    public object ToValue() => Type switch
    {
        "boolean" => Text == "true",
        "real" => double.Parse(Text, CultureInfo.InvariantCulture),
        "integer" => long.Parse(Text, CultureInfo.InvariantCulture),
        "time" => DateTime.Parse(Text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        _ => Text,
    };
}
