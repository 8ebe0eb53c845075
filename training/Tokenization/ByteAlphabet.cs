using System.Collections.Immutable;

namespace MedRecCloud.Training.Tokenization;

/// <summary>GPT-2's one visible character per byte, in which byte-level vocabularies are written.</summary>
internal static class ByteAlphabet
{
    public static ImmutableArray<char> Letters { get; } = Make();

    private static ImmutableArray<char> Make()
    {
        var letters = new char[256];
        var next = 256;
        for (var value = 0; value < 256; value++)
        {
            var printable = value is >= '!' and <= '~' or >= 0xa1 and <= 0xac or >= 0xae and <= 0xff;
            letters[value] = printable ? (char)value : (char)next++;
        }
        return [.. letters];
    }
}
