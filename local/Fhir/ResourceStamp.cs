using System.Globalization;
using System.Text;

namespace MedRecCloud.Local.Fhir;

/// <summary>The bytes that <see cref="StampPlace"/> has room for.</summary>
internal static class ResourceStamp
{
    public static byte[] Of(StoredVersion version)
    {
        var place = version.Stamp;
        if (place.At < 0) return [];
        var text = new StringBuilder();
        if (place.WithMeta) text.Append("\"meta\":{");
        if (place.Version) text.Append(CultureInfo.InvariantCulture, $"\"versionId\":\"{version.Version}\"");
        if (place is { Version: true, LastUpdated: true }) text.Append(',');
        if (place.LastUpdated) text.Append(CultureInfo.InvariantCulture, $"\"lastUpdated\":\"{version.LastUpdated.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}\"");
        if (place.WithMeta) text.Append('}');
        if (place.CommaAfter) text.Append(',');
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
