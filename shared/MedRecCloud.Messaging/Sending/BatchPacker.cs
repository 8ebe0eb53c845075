namespace MedRecCloud.Messaging;

/// <summary>Divides encoded messages into transfers that the entity takes, in order.</summary>
internal static class BatchPacker
{
    // Descriptor (3) and binary header (5) of the data section around each message.
    private const int SectionOverhead = 8;

    // Annotations and properties of the batch itself: partition key or session id, at most 128 characters each, in UTF-8.
    private const int EnvelopeOverhead = 1024;

    /// <summary>Returns the messages' positions, transfer by transfer.</summary>
    /// <param name="sizes">Encoded sizes in bytes.</param>
    /// <param name="largestTransfer">What the entity takes, in bytes.</param>
    /// <returns>Ranges that cover all messages; null if one alone is too large.</returns>
    public static IReadOnlyList<Range>? Pack(IReadOnlyList<int> sizes, long largestTransfer)
    {
        var ranges = new List<Range>();
        var start = 0;
        long used = EnvelopeOverhead;
        for (var i = 0; i < sizes.Count; i++)
        {
            if (sizes[i] > largestTransfer)
                return null;
            if (i > start && used + sizes[i] + SectionOverhead > largestTransfer)
            {
                ranges.Add(start..i);
                (start, used) = (i, EnvelopeOverhead);
            }

            used += sizes[i] + SectionOverhead;
        }

        if (start < sizes.Count)
            ranges.Add(start..sizes.Count);
        return ranges;
    }
}
