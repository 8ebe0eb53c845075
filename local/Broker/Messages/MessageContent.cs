using System.Buffers.Binary;

namespace MedRecCloud.Local.Broker.Messages;

/// <summary>A message as it is kept: what the broker must read again, then the client's own annotations, then the sections from properties to footer as the
/// client encoded them. One array, so that a message costs one allocation in memory and one column on disk.</summary>
/// <remarks>Layout: time to live in ms (4 bytes, all ones for none), priority, durable, number of annotation values (2), length of annotations (4), annotations, sections.</remarks>
internal static class MessageContent
{
    public const int PrefixLength = 12;

    public static byte[] Create(uint timeToLive, byte priority, bool durable, int annotationValues, ReadOnlySpan<byte> annotations, ReadOnlySpan<byte> inserted, ReadOnlySpan<byte> sections)
    {
        var content = GC.AllocateUninitializedArray<byte>(PrefixLength + annotations.Length + inserted.Length + sections.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(content, timeToLive);
        content[4] = priority;
        content[5] = durable ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(6), (ushort)annotationValues);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(8), annotations.Length);
        annotations.CopyTo(content.AsSpan(PrefixLength));
        inserted.CopyTo(content.AsSpan(PrefixLength + annotations.Length));
        sections.CopyTo(content.AsSpan(PrefixLength + annotations.Length + inserted.Length));
        return content;
    }

    /// <summary>Milliseconds; <see cref="uint.MaxValue"/> when the sender set none.</summary>
    public static uint TimeToLive(ReadOnlySpan<byte> content) => BinaryPrimitives.ReadUInt32LittleEndian(content);

    public static byte Priority(ReadOnlySpan<byte> content) => content[4];

    public static bool Durable(ReadOnlySpan<byte> content) => content[5] != 0;

    /// <summary>Keys and values together.</summary>
    public static int AnnotationValues(ReadOnlySpan<byte> content) => BinaryPrimitives.ReadUInt16LittleEndian(content[6..]);

    public static ReadOnlySpan<byte> Annotations(ReadOnlySpan<byte> content) => content.Slice(PrefixLength, BinaryPrimitives.ReadInt32LittleEndian(content[8..]));

    /// <summary>Where properties, application properties, body and footer start.</summary>
    public static int SectionsAt(ReadOnlySpan<byte> content) => PrefixLength + BinaryPrimitives.ReadInt32LittleEndian(content[8..]);
}
