using System.Collections.Concurrent;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>A connection's links that take replies, by all names a request may use: clients put the target's address or the link's name into reply-to.</summary>
internal sealed class ReplyDirectory
{
    private readonly ConcurrentDictionary<string, ReplyLink> _links = new(StringComparer.Ordinal);

    public void Add(ReplyLink link)
    {
        foreach (var name in link.Names) _links[name] = link;
    }

    public void Remove(ReplyLink link)
    {
        foreach (var name in link.Names) _links.TryRemove(new KeyValuePair<string, ReplyLink>(name, link));
    }

    public ReplyLink? Find(string? replyTo) => replyTo is not null && _links.TryGetValue(replyTo, out var link) ? link : null;
}
