using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Local.Sample;

/// <summary>Ids derived from the seed and what they name.</summary>
internal static class SampleIds
{
    public static string Of(int seed, params ReadOnlySpan<string> parts) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"medrec sample {seed}|{string.Join('|', parts!)}")).AsSpan(0, 16)).ToString();
}
