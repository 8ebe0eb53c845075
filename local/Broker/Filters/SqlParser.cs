using System.Globalization;

namespace MedRecCloud.Local.Broker.Filters;

/// <summary>Parses Service Bus's SQL filter language: OR, AND, NOT, comparisons, [NOT] LIKE … [ESCAPE], [NOT] IN, IS [NOT] NULL, EXISTS, arithmetic,
/// properties with the scopes sys and user, constants, and the functions property(name) and p(name).</summary>
internal sealed class SqlParser
{
    private const int MaxDepth = 64;

    private readonly string _text;
    private readonly SqlLexer _lexer;
    private SqlToken _token;
    private int _depth;

    public SqlParser(string text)
    {
        (_text, _lexer) = (text, new SqlLexer(text));
        _token = _lexer.Next();
    }

    /// <exception cref="SqlSyntaxException">The text is no condition.</exception>
    public SqlExpression Parse()
    {
        var condition = Or();
        if (_token.Kind != SqlTokenKind.End) throw Error($"'{_token.Text}' has no place here.");
        if (condition is SqlExpression.Arithmetic or SqlExpression.Constant { Value: not bool }) throw Error("a value is no condition.");
        return condition;
    }

    private SqlExpression Or()
    {
        var left = And();
        while (Take("OR")) left = new SqlExpression.Or(left, And());
        return left;
    }

    private SqlExpression And()
    {
        var left = Not();
        while (Take("AND")) left = new SqlExpression.And(left, Not());
        return left;
    }

    private SqlExpression Not()
    {
        if (!Take("NOT")) return Predicate();
        Enter();
        var operand = new SqlExpression.Not(Not());
        _depth--;
        return operand;
    }

    private SqlExpression Predicate()
    {
        if (Take("EXISTS"))
        {
            Expect("(");
            var property = Property();
            Expect(")");
            return new SqlExpression.Not(new SqlExpression.IsNull(property));
        }

        var left = Sum();
        foreach (var symbol in (string[])["=", "<>", "!=", "<=", ">=", "<", ">"])
        {
            if (Take(symbol)) return new SqlExpression.Comparison(symbol == "!=" ? "<>" : symbol, left, Sum());
        }

        if (Take("IS"))
        {
            var isNot = Take("NOT");
            Expect("NULL");
            return Negated(isNot, new SqlExpression.IsNull(left));
        }

        var isNegated = Take("NOT");
        if (Take("IN")) return Negated(isNegated, new SqlExpression.In(left, List()));
        if (Take("LIKE"))
        {
            var pattern = Sum();
            return Negated(isNegated, new SqlExpression.Like(left, pattern, Take("ESCAPE") ? Sum() : null));
        }

        return isNegated ? throw Error("NOT is followed by IN or LIKE here.") : left;
    }

    private List<SqlExpression> List()
    {
        Expect("(");
        List<SqlExpression> items = [Sum()];
        while (Take(",")) items.Add(Sum());
        Expect(")");
        return items;
    }

    private SqlExpression Sum()
    {
        var left = Product();
        while (true)
        {
            if (Take("+")) left = new SqlExpression.Arithmetic("+", left, Product());
            else if (Take("-")) left = new SqlExpression.Arithmetic("-", left, Product());
            else return left;
        }
    }

    private SqlExpression Product()
    {
        var left = Primary();
        while (true)
        {
            if (Take("*")) left = new SqlExpression.Arithmetic("*", left, Primary());
            else if (Take("/")) left = new SqlExpression.Arithmetic("/", left, Primary());
            else if (Take("%")) left = new SqlExpression.Arithmetic("%", left, Primary());
            else return left;
        }
    }

    private SqlExpression Primary()
    {
        Enter();
        try
        {
            if (Take("-")) return new SqlExpression.Arithmetic("-", new SqlExpression.Constant(0L), Primary());
            if (Take("+")) return Primary();
            if (Take("("))
            {
                var inner = Or();
                Expect(")");
                return inner;
            }

            var token = _token;
            if (token.Kind == SqlTokenKind.Text) return Constant(token.Text);
            if (token.Kind == SqlTokenKind.Number) return Constant(Number(token));
            if (token.Is("TRUE")) return Constant(true);
            if (token.Is("FALSE")) return Constant(false);
            if (token.Is("NULL")) return Constant(null);
            return Property();
        }
        finally
        {
            _depth--;
        }
    }

    private SqlExpression.Property Property()
    {
        var first = Name();
        if (first.Kind == SqlTokenKind.Word && _token.Is("(") && (first.Is("property") || first.Is("p")))
        {
            Expect("(");
            if (_token.Kind == SqlTokenKind.End) throw Error("a property's name is missing.");
            var named = _token.Text;
            Advance();
            Expect(")");
            return new SqlExpression.Property(IsSystem: false, named);
        }

        if (!Take(".")) return new SqlExpression.Property(IsSystem: false, first.Text);
        if (!first.Is("sys") && !first.Is("user")) throw Error($"the scope '{first.Text}' is neither sys nor user.");
        return new SqlExpression.Property(first.Is("sys"), Name().Text);
    }

    private SqlToken Name()
    {
        var token = _token;
        if (token.Kind is not (SqlTokenKind.Word or SqlTokenKind.Identifier)) throw Error(token.Kind == SqlTokenKind.End ? "it ends too early." : $"'{token.Text}' is no property.");
        Advance();
        return token;
    }

    private SqlExpression.Constant Constant(object? value)
    {
        Advance();
        return new SqlExpression.Constant(value);
    }

    private object Number(SqlToken token)
    {
        if (long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var integer)) return integer;
        if (double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)) return real;
        throw Error($"'{token.Text}' is no number.");
    }

    private static SqlExpression Negated(bool isNegated, SqlExpression expression) => isNegated ? new SqlExpression.Not(expression) : expression;

    private bool Take(string keywordOrSymbol)
    {
        if (!_token.Is(keywordOrSymbol)) return false;
        Advance();
        return true;
    }

    private void Expect(string keywordOrSymbol)
    {
        if (!Take(keywordOrSymbol)) throw Error($"'{keywordOrSymbol}' is missing.");
    }

    private void Advance() => _token = _lexer.Next();

    private void Enter()
    {
        if (++_depth > MaxDepth) throw Error("it is nested too deeply.");
    }

    private SqlSyntaxException Error(string problem) => new(_text, _token.Position, problem);
}
