using MedRecCloud.Local.Broker.Filters;
using MedRecCloud.Local.Broker.Protocol;
using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker.Entities;

/// <summary>A topic's subscription: a queue that gets copies of the messages that any of its rules lets through.</summary>
internal sealed class Subscription(int id, QueueSettings settings, BrokerContext context, MessageQueue deadLetters, IEnumerable<Rule> rules)
    : MessageQueue(id, settings, context, deadLetters)
{
    private readonly BrokerContext _context = context;
    private readonly Lock _ruleGate = new();

    // Replaced as a whole, so that a message in flight sees either all of a change or nothing.
    private volatile Rule[] _rules = [.. rules];

    public IReadOnlyList<Rule> Rules => _rules;

    public bool Takes(FilteredMessage message) => _rules.Any(rule => rule.Filter.Matches(message));

    /// <param name="done">Called once, when the rule is on disk or with why it was refused.</param>
    public void AddRule(Rule rule, Action<Refusal?> done)
    {
        lock (_ruleGate)
        {
            if (Find(rule.Name) is null)
            {
                _rules = [.. _rules.Append(rule).OrderBy(each => each.Name, StringComparer.Ordinal)];
                Save(rule.Name, RuleCodec.Encode(rule.Filter), done);
                return;
            }
        }

        done(new Refusal(ErrorCondition.EntityAlreadyExists, $"The rule '{rule.Name}' exists already."));
    }

    public void RemoveRule(string name, Action<Refusal?> done)
    {
        lock (_ruleGate)
        {
            if (Find(name) is { } rule)
            {
                _rules = [.. _rules.Where(each => each != rule)];
                Save(rule.Name, null, done);
                return;
            }
        }

        done(new Refusal(ErrorCondition.NotFound, $"There is no rule '{name}'."));
    }

    private Rule? Find(string name) => _rules.FirstOrDefault(rule => rule.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private void Save(string name, string? definition, Action<Refusal?> done) =>
        _context.Store.Append(new StoreChange(transaction => transaction.PutRule(Id, name, definition), _ => done(null)) { MustSucceed = true });
}
