using Amqp.Types;
using MedRecCloud.Local.Broker.Filters;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>Rules as clients list them: described lists of Service Bus's own.</summary>
internal static class RuleEncoding
{
    private const ulong RuleDescription = 0x13700000004;
    private const ulong EmptyAction = 0x13700000005;
    private const ulong SqlFilterCode = 0x1370000006;
    private const ulong TrueFilterCode = 0x1370000007;
    private const ulong FalseFilterCode = 0x1370000008;
    private const ulong CorrelationFilterCode = 0x1370000009;
    private const int CompatibilityLevel = 20;

    /// <summary>list(filter, action, name, created at).</summary>
    public static DescribedValue Encode(Rule rule) => new(RuleDescription, new List
    {
        Encode(rule.Filter), new DescribedValue(EmptyAction, new List()), rule.Name, new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc),
    });

    private static DescribedValue Encode(IMessageFilter filter) => filter switch
    {
        SqlFilter { Text: "1=1" } => new DescribedValue(TrueFilterCode, new List()),
        SqlFilter { Text: "1=0" } => new DescribedValue(FalseFilterCode, new List()),
        SqlFilter sql => new DescribedValue(SqlFilterCode, new List { sql.Text, CompatibilityLevel }),
        CorrelationFilter correlation => new DescribedValue(CorrelationFilterCode, Encode(correlation)),
        _ => throw new InvalidOperationException($"{filter.GetType().Name} cannot be listed."),
    };

    private static List Encode(CorrelationFilter filter)
    {
        var fields = new List();
        foreach (var name in CorrelationFilter.Names)
            fields.Add(filter.System.FirstOrDefault(pair => Canonical(pair.Key).Equals(name, StringComparison.OrdinalIgnoreCase)).Value!);
        var properties = new Map();
        foreach (var (key, value) in filter.User) properties[key] = value;
        fields.Add(properties);
        return fields;
    }

    private static string Canonical(string name) => name.Equals("Subject", StringComparison.OrdinalIgnoreCase) ? "Label" : name;
}
