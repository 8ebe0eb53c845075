using System.Collections;
using System.Globalization;
using Amqp.Types;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>The map of a management request. Clients differ in whether they send arrays or lists, and ints or longs.</summary>
internal sealed class ManagementBody(Map map)
{
    public object? this[string name] => map.TryGetValue(name, out var value) ? value : null;

    public string? Text(string name) => this[name]?.ToString();

    /// <exception cref="FormatException">The field is missing.</exception>
    public string RequiredText(string name) => Text(name) ?? throw new FormatException(name);

    public int Int32(string name, int otherwise) => this[name] is { } value ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : otherwise;

    public long Int64(string name, long otherwise) => this[name] is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : otherwise;

    public bool Flag(string name) => this[name] is true;

    public Guid[] Guids(string name) => [.. Items(name).Select(item => item switch
    {
        Guid guid => guid,
        byte[] { Length: 16 } bytes => new Guid(bytes),
        var other => Guid.Parse(other.ToString()!),
    })];

    public long[] Numbers(string name) => [.. Items(name).Select(item => Convert.ToInt64(item, CultureInfo.InvariantCulture))];

    public IEnumerable<ManagementBody> Maps(string name) => Items(name).Select(item => new ManagementBody((Map)item));

    public ManagementBody? Map(string name) => this[name] is Map inner ? new ManagementBody(inner) : null;

    public IReadOnlyDictionary<string, object?> Values(string name) =>
        this[name] is Map inner ? inner.ToDictionary(pair => pair.Key.ToString()!, pair => (object?)pair.Value) : new Dictionary<string, object?>();

    private IEnumerable<object> Items(string name) => this[name] switch
    {
        null => throw new FormatException(name),
        byte[] bytes => [bytes],
        string text => [text],
        IEnumerable items => items.Cast<object>(),
        var single => [single],
    };
}
