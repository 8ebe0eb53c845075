using Amqp;
using Amqp.Framing;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Broker.Messages;

/// <summary>Reads and rewrites the sections of a kept message.</summary>
internal static class MessageSections
{
    /// <summary>Where the body starts within the sections from properties on.</summary>
    public static int BodyAt(ReadOnlySpan<byte> sections)
    {
        var position = 0;
        while (position < sections.Length
            && AmqpScanner.ReadDescriptor(sections, position, out var value) is SectionCode.Properties or SectionCode.ApplicationProperties)
            position = AmqpScanner.Skip(sections, value);
        return position;
    }

    public static Properties? Properties(ReadOnlySpan<byte> content) => Find<Properties>(content, SectionCode.Properties, out _, out _);

    public static ApplicationProperties? ApplicationProperties(ReadOnlySpan<byte> content) =>
        Find<ApplicationProperties>(content, SectionCode.ApplicationProperties, out _, out _);

    /// <summary>The same message with application properties added or replaced.</summary>
    public static byte[] WithApplicationProperties(byte[] content, IEnumerable<KeyValuePair<string, object?>> changes)
    {
        var properties = Find<ApplicationProperties>(content, SectionCode.ApplicationProperties, out var start, out var end) ?? new ApplicationProperties();
        foreach (var (key, value) in changes) properties.Map[key] = value;
        var buffer = new ByteBuffer(256, autoGrow: true);
        properties.Encode(buffer);
        return [.. content.AsSpan(0, start), .. buffer.Buffer.AsSpan(buffer.Offset, buffer.Length), .. content.AsSpan(end)];
    }

    // When the section is absent, start and end are where it belongs.
    private static T? Find<T>(ReadOnlySpan<byte> content, ulong code, out int start, out int end) where T : class
    {
        var position = MessageContent.SectionsAt(content);
        while (position < content.Length)
        {
            var found = AmqpScanner.ReadDescriptor(content, position, out var value);
            if (found > code) break;
            var next = AmqpScanner.Skip(content, value);
            if (found == code)
            {
                (start, end) = (position, next);
                return Performatives.Decode(content[position..next]) as T;
            }

            position = next;
        }

        start = end = position;
        return null;
    }
}
