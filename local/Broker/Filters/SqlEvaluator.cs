namespace MedRecCloud.Local.Broker.Filters;

/// <summary>Evaluates filters with SQL's three truth values; null is unknown.</summary>
internal static class SqlEvaluator
{
    public static object? Evaluate(SqlExpression expression, FilteredMessage message)
    {
        switch (expression)
        {
            case SqlExpression.Constant constant:
                return constant.Value;
            case SqlExpression.Property property:
                return property.IsSystem ? message.System(property.Name) : message.User(property.Name);
            case SqlExpression.Not not:
                return Truth(not.Operand, message) is { } operand ? !operand : null;
            case SqlExpression.And and:
                return And(Truth(and.Left, message), () => Truth(and.Right, message));
            case SqlExpression.Or or:
                return Or(Truth(or.Left, message), () => Truth(or.Right, message));
            case SqlExpression.Comparison comparison:
                return Compare(comparison.Operator, Evaluate(comparison.Left, message), Evaluate(comparison.Right, message));
            case SqlExpression.Arithmetic arithmetic:
                return SqlValues.Calculate(arithmetic.Operator, Evaluate(arithmetic.Left, message), Evaluate(arithmetic.Right, message));
            case SqlExpression.IsNull isNull:
                return Evaluate(isNull.Operand, message) is null;
            case SqlExpression.In @in:
                return In(Evaluate(@in.Operand, message), @in.Items.Select(item => Evaluate(item, message)));
            case SqlExpression.Like like:
                return Like(Evaluate(like.Operand, message), Evaluate(like.Pattern, message), like.Escape is null ? "" : Evaluate(like.Escape, message));
            default:
                throw new InvalidOperationException($"{expression.GetType().Name} cannot be evaluated.");
        }
    }

    private static bool? Truth(SqlExpression expression, FilteredMessage message) => Evaluate(expression, message) as bool?;

    private static bool? And(bool? left, Func<bool?> right)
    {
        if (left == false) return false;
        var other = right();
        return other == false ? false : left is null || other is null ? null : true;
    }

    private static bool? Or(bool? left, Func<bool?> right)
    {
        if (left == true) return true;
        var other = right();
        return other == true ? true : left is null || other is null ? null : false;
    }

    private static bool? Compare(string @operator, object? left, object? right)
    {
        if (@operator is "=") return SqlValues.AreEqual(left, right);
        if (@operator is "<>") return !SqlValues.AreEqual(left, right);
        return SqlValues.Order(left, right) is not { } order ? null : @operator switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private static bool? In(object? value, IEnumerable<object?> items)
    {
        bool? found = false;
        foreach (var item in items)
        {
            var isEqual = SqlValues.AreEqual(value, item);
            if (isEqual == true) return true;
            if (isEqual is null) found = null;
        }

        return found;
    }

    private static bool? Like(object? value, object? pattern, object? escape)
    {
        if (value is null || pattern is null || escape is null) return null;
        return value is string text && pattern is string form && escape is string mark && SqlPattern.Matches(text, form, mark.Length == 1 ? mark[0] : null);
    }
}
