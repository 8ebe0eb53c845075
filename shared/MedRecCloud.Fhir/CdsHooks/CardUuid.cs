using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary>Ids of cards and suggestions, derived from what they say, so that feedback can be matched and a repeated call gives the same card.</summary>
internal static class CardUuid
{
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', parts))).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
