using Amqp.Types;
using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Filters;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Broker.Links;

internal sealed partial class Management
{
    // The keys of a correlation filter on the wire, in the order of CorrelationFilter.Names.
    private static readonly string[] CorrelationKeys = ["correlation-id", "message-id", "to", "reply-to", "label", "session-id", "reply-to-session-id", "content-type"];

    private static void AddRule(Subscription subscription, ManagementBody body, Action<ManagementReply> answer)
    {
        var description = body.Map("rule-description") ?? throw new FormatException("rule-description");
        if (description.Map("sql-rule-action")?.Text("expression") is { Length: > 0 })
        {
            answer(ManagementReply.Failed(400, ErrorCondition.NotImplemented, "Rules with actions are not known to this broker; only filters are."));
            return;
        }

        IMessageFilter filter;
        try
        {
            filter = description.Map("sql-filter") is { } sql ? new SqlFilter(sql.RequiredText("expression"))
                : description.Map("correlation-filter") is { } correlation ? CorrelationOf(correlation)
                : throw new FormatException("filter");
        }
        catch (SqlSyntaxException e)
        {
            answer(ManagementReply.Failed(400, ErrorCondition.ArgumentError, e.Message));
            return;
        }

        subscription.AddRule(new Rule(body.RequiredText("rule-name"), filter), refusal => answer(RuleReply(refusal)));
    }

    private static void RemoveRule(Subscription subscription, ManagementBody body, Action<ManagementReply> answer) =>
        subscription.RemoveRule(body.RequiredText("rule-name"), refusal => answer(RuleReply(refusal)));

    private static ManagementReply EnumerateRules(Subscription subscription, ManagementBody body)
    {
        var rules = new List();
        foreach (var rule in subscription.Rules.Skip(body.Int32("skip", 0)).Take(body.Int32("top", int.MaxValue)))
            rules.Add(new Map { ["rule-description"] = RuleEncoding.Encode(rule) });
        return rules.Count == 0 ? new ManagementReply(204, "No rules.", null, []) : ManagementReply.Ok(new Map { ["rules"] = rules });
    }

    private static CorrelationFilter CorrelationOf(ManagementBody body)
    {
        Dictionary<string, string> system = [];
        for (var i = 0; i < CorrelationKeys.Length; i++)
        {
            if (body.Text(CorrelationKeys[i]) is { } value) system[CorrelationFilter.Names[i]] = value;
        }

        return new CorrelationFilter(system, body.Values("properties"));
    }

    private static ManagementReply RuleReply(Refusal? refusal) => refusal is null
        ? ManagementReply.Ok()
        : ManagementReply.Failed(refusal.Condition == ErrorCondition.NotFound ? 404 : 409, refusal.Condition, refusal.Description);
}
