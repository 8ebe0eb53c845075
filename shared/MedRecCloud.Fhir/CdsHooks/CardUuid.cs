using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary>
/// Ids of cards and suggestions, derived from what they say, so that a repeated call gives the same card. Their first half is common to everything shown for one
/// outcome, or in one call: by it feedback, which names a card's id and nothing else, is brought back to the encounter.
/// </summary>
public static class CardUuid
{
    private const int Half = 8;

    /// <summary>The common half of an id; null when the text is not an id of ours.</summary>
    public static string? GroupOf(string? uuid) => Guid.TryParseExact(uuid, "D", out var guid) ? guid.ToString("N")[..(2 * Half)] : null;

    /// <param name="group">The outcome's key, or the call's id.</param>
    internal static string Of(string group, params ReadOnlySpan<string> parts)
    {
        Span<byte> bytes = stackalloc byte[2 * Half];
        Hash(group).AsSpan(0, Half).CopyTo(bytes);
        Hash(group + '\u001f' + string.Join('\u001f', parts)).AsSpan(0, Half).CopyTo(bytes[Half..]);
        // Version 8 and variant of RFC 9562.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
