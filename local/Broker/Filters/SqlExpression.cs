namespace MedRecCloud.Local.Broker.Filters;

/// <summary>A node of a parsed filter.</summary>
internal abstract record SqlExpression
{
    private SqlExpression()
    {
    }

    public sealed record Constant(object? Value) : SqlExpression;

    /// <param name="IsSystem">True for the scope <c>sys</c>.</param>
    public sealed record Property(bool IsSystem, string Name) : SqlExpression;

    public sealed record Not(SqlExpression Operand) : SqlExpression;

    public sealed record And(SqlExpression Left, SqlExpression Right) : SqlExpression;

    public sealed record Or(SqlExpression Left, SqlExpression Right) : SqlExpression;

    /// <param name="Operator">One of = &lt;&gt; &lt; &lt;= &gt; &gt;=.</param>
    public sealed record Comparison(string Operator, SqlExpression Left, SqlExpression Right) : SqlExpression;

    /// <param name="Operator">One of + - * / %.</param>
    public sealed record Arithmetic(string Operator, SqlExpression Left, SqlExpression Right) : SqlExpression;

    public sealed record IsNull(SqlExpression Operand) : SqlExpression;

    public sealed record In(SqlExpression Operand, IReadOnlyList<SqlExpression> Items) : SqlExpression;

    public sealed record Like(SqlExpression Operand, SqlExpression Pattern, SqlExpression? Escape) : SqlExpression;
}
