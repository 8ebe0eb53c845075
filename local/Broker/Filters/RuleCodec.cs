using System.Text.Json;

namespace MedRecCloud.Local.Broker.Filters;

/// <summary>Rules as they are written to disk and to configuration.</summary>
internal static class RuleCodec
{
    private const string UserPrefix = "user.";

    public static Rule FromOptions(RuleOptions options)
    {
        if (options.Sql is { } sql) return new Rule(options.Name, new SqlFilter(sql));
        var system = options.Correlation!.Where(pair => !pair.Key.StartsWith(UserPrefix, StringComparison.OrdinalIgnoreCase)).ToDictionary();
        if (system.Keys.FirstOrDefault(key => !IsKnown(key)) is { } unknown)
            throw new BrokerConfigurationException($"Rule '{options.Name}' names the system property '{unknown}', which a correlation filter does not know. Application properties start with '{UserPrefix}'.");
        var user = options.Correlation!.Where(pair => pair.Key.StartsWith(UserPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(pair => pair.Key[UserPrefix.Length..], pair => (object?)pair.Value);
        return new Rule(options.Name, new CorrelationFilter(system, user));
    }

    public static string Encode(IMessageFilter filter) => JsonSerializer.Serialize(filter switch
    {
        SqlFilter sql => new StoredRule(sql.Text, null, null),
        CorrelationFilter correlation => new StoredRule(null, correlation.System.ToDictionary(), correlation.User.ToDictionary(pair => pair.Key, pair => StoredValue.Of(pair.Value))),
        _ => throw new InvalidOperationException($"{filter.GetType().Name} cannot be stored."),
    });

    public static Rule Decode(string name, string definition)
    {
        var stored = JsonSerializer.Deserialize<StoredRule>(definition)!;
        return new Rule(name, stored.Sql is { } sql
            ? new SqlFilter(sql)
            : new CorrelationFilter(stored.System ?? [], stored.User?.ToDictionary(pair => pair.Key, pair => (object?)pair.Value.ToValue()) ?? []));
    }

    private static bool IsKnown(string name) => name.Equals("Subject", StringComparison.OrdinalIgnoreCase) || CorrelationFilter.Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private sealed record StoredRule(string? Sql, Dictionary<string, string>? System, Dictionary<string, StoredValue>? User);
}
