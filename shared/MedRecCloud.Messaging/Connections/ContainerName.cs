using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Messaging;

/// <summary>Names one connection of one process so that no two are alike: container ids, link names and fallback message ids grow from it.</summary>
internal static class ContainerName
{
    private static int _last;

    public static string Create(TimeProvider timeProvider)
    {
        var origin = string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.MachineName}/{Environment.ProcessId}/{Environment.TickCount64}/{timeProvider.GetUtcNow().UtcTicks}/{Interlocked.Increment(ref _last)}");
        return "medrec-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)).AsSpan(0, 8));
    }
}
