using Amqp.Types;

namespace MedRecCloud.Messaging;

/// <summary>Property values on the wire. Times and addresses without an AMQP type are described ones, as in the official clients.</summary>
internal static class PropertyValue
{
    private static readonly Symbol TimeSpanName = "com.microsoft:timespan";
    private static readonly Symbol OffsetName = "com.microsoft:datetime-offset";
    private static readonly Symbol UriName = "com.microsoft:uri";

    /// <summary>The value as AMQP carries it.</summary>
    /// <exception cref="ArgumentException">No AMQP type fits.</exception>
    public static object ToWire(string name, object value) => value switch
    {
        string or bool or byte or sbyte or short or ushort or int or uint or long or ulong or float or double or char or Guid or byte[] => value,
        DateTime time => time.ToUniversalTime(),
        DateTimeOffset time => new DescribedValue(OffsetName, time.UtcTicks),
        TimeSpan span => new DescribedValue(TimeSpanName, span.Ticks),
        Uri uri => new DescribedValue(UriName, uri.OriginalString),
        _ => throw new ArgumentException($"The property {name} has the type {value?.GetType().Name ?? "null"}; use a string, number, boolean, Guid, time, address or bytes."),
    };

    public static object FromWire(object value) => value switch
    {
        Symbol symbol => (string)symbol,
        DescribedValue { Value: long ticks } described when TimeSpanName.Equals(described.Descriptor) => TimeSpan.FromTicks(ticks),
        DescribedValue { Value: long ticks } described when OffsetName.Equals(described.Descriptor) => new DateTimeOffset(ticks, TimeSpan.Zero),
        DescribedValue { Value: string uri } described when UriName.Equals(described.Descriptor) => new Uri(uri, UriKind.RelativeOrAbsolute),
        DescribedValue described => described.Value,
        _ => value,
    };

    public static DateTimeOffset Time(object? value) => value is DateTime time ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : DateTimeOffset.MinValue;
}
