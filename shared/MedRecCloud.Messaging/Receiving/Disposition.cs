using Amqp.Framing;
using Amqp.Types;

namespace MedRecCloud.Messaging;

/// <summary>One settlement in its two spellings: as the outcome of a delivery, and as the body of <c>update-disposition</c>.</summary>
internal sealed record Disposition(string Operation, DeliveryState Outcome, Map Body)
{
    // The limit of Service Bus for either text.
    private const int LongestText = 4096;

    public static Disposition Complete() => new("complete", new Accepted(), new Map { ["disposition-status"] = "completed" });

    public static Disposition Abandon(IReadOnlyDictionary<string, object>? properties) => new(
        "abandon", new Modified { MessageAnnotations = FieldsOf(properties) }, BodyOf("abandoned", properties));

    // "defered" is the protocol's spelling.
    public static Disposition Defer(IReadOnlyDictionary<string, object>? properties) => new(
        "defer", new Modified { UndeliverableHere = true, MessageAnnotations = FieldsOf(properties) }, BodyOf("defered", properties));

    public static Disposition DeadLetter(string reason, string description, IReadOnlyDictionary<string, object>? properties)
    {
        (reason, description) = (Cut(reason), Cut(description));
        var info = FieldsOf(properties) ?? [];
        info[new Symbol("DeadLetterReason")] = reason;
        info[new Symbol("DeadLetterErrorDescription")] = description;
        var body = BodyOf("suspended", properties);
        body["deadletter-reason"] = reason;
        body["deadletter-description"] = description;
        return new("dead-letter", new Rejected { Error = new Error(AmqpCondition.DeadLetter) { Info = info } }, body);
    }

    public static Disposition Of(Settlement settlement) => settlement switch
    {
        Settlement.Complete => Complete(),
        Settlement.Abandon => Abandon(null),
        Settlement.Defer => Defer(null),
        Settlement.DeadLetter d => DeadLetter(d.Reason, d.Description, null),
        _ => throw new ArgumentException($"Unknown settlement {settlement.GetType().Name}.", nameof(settlement)),
    };

    private static Map BodyOf(string status, IReadOnlyDictionary<string, object>? properties)
    {
        var body = new Map { ["disposition-status"] = status };
        if (properties is { Count: > 0 })
        {
            var map = new Map();
            foreach (var (name, value) in properties)
                map[name] = PropertyValue.ToWire(name, value);
            body["properties-to-modify"] = map;
        }

        return body;
    }

    private static Fields? FieldsOf(IReadOnlyDictionary<string, object>? properties)
    {
        if (properties is not { Count: > 0 })
            return null;
        var fields = new Fields();
        foreach (var (name, value) in properties)
            fields[new Symbol(name)] = PropertyValue.ToWire(name, value);
        return fields;
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
