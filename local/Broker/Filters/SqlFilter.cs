namespace MedRecCloud.Local.Broker.Filters;

/// <summary>Lets a message through for which a SQL condition is true. Unknown, as of a missing property, is not true.</summary>
internal sealed class SqlFilter : IMessageFilter
{
    private readonly SqlExpression _condition;

    /// <exception cref="SqlSyntaxException">The text is no condition.</exception>
    public SqlFilter(string text)
    {
        Text = text;
        _condition = new SqlParser(text).Parse();
    }

    public string Text { get; }

    public bool Matches(FilteredMessage message) => SqlEvaluator.Evaluate(_condition, message) is true;
}
