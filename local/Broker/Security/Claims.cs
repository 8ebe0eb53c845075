using System.Collections.Concurrent;

namespace MedRecCloud.Local.Broker.Security;

/// <summary>What one connection may reach. A claim for a path covers what lies below it: `orders` also `orders/$management`.</summary>
internal sealed class Claims
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiries = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="path">Empty for the whole namespace.</param>
    public void Grant(string path, DateTimeOffset until) => _expiries.AddOrUpdate(path, until, (_, known) => known > until ? known : until);

    public void GrantEverything() => Grant("", DateTimeOffset.MaxValue);

    public bool Allow(string path, DateTimeOffset now)
    {
        for (var part = path; ; part = part[..Math.Max(part.LastIndexOf('/'), 0)])
        {
            if (_expiries.TryGetValue(part, out var until) && until > now) return true;
            if (part.Length == 0) return false;
        }
    }
}
