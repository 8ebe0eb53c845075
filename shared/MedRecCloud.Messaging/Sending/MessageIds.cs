using System.Globalization;

namespace MedRecCloud.Messaging;

/// <summary>Ids for messages whose sender gave none: the connection's name, which is unique, and a running number.</summary>
internal sealed class MessageIds(string prefix)
{
    private long _last;

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{Interlocked.Increment(ref _last)}");
}
