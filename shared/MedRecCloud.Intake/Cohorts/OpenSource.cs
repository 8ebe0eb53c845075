using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>A source that is there.</summary>
/// <param name="Read">Its patients with their encounters, given a folder for scratch; in an order that depends on the source alone.</param>
/// <param name="Print">Equal for equal files: their names and lengths, hashed. Empty where the manifest itself lists what is read.</param>
internal sealed record OpenSource(Func<string, CancellationToken, IEnumerable<PendingPatient>> Read, string Print)
{
    /// <summary>The source and the manifest that names it, as a hash.</summary>
    public string PrintWith(ReadOnlySpan<byte> manifest) => Hash([.. manifest, .. Encoding.UTF8.GetBytes(Print)]);

    public static string PrintOf(IEnumerable<ExportPart> files) =>
        Hash(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.HoldsDeletions}")))));

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
