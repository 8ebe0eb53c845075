using System.Globalization;

namespace MedRecCloud.Local.Broker.Filters;

/// <summary>Compares and combines values of AMQP types as SQL does: numbers by value whatever their width; null is unknown.</summary>
internal static class SqlValues
{
    /// <summary>Values of types that cannot be compared are different.</summary>
    public static bool? AreEqual(object? left, object? right)
    {
        if (left is null || right is null) return null;
        if (Order(left, right) is { } order) return order == 0;
        return left is bool one && right is bool other && one == other;
    }

    /// <summary>Negative, zero or positive; null when the values have no order.</summary>
    public static int? Order(object? left, object? right)
    {
        if (left is null || right is null) return null;
        if (Integer(left) is { } oneInteger && Integer(right) is { } otherInteger) return oneInteger.CompareTo(otherInteger);
        if (Real(left) is { } oneReal && Real(right) is { } otherReal) return double.IsNaN(oneReal) || double.IsNaN(otherReal) ? null : oneReal.CompareTo(otherReal);
        if (left is DateTime oneTime && Time(right) is { } otherTime) return oneTime.ToUniversalTime().CompareTo(otherTime);
        if (right is DateTime && left is string) return -Order(right, left);
        return Text(left) is { } oneText && Text(right) is { } otherText ? string.CompareOrdinal(oneText, otherText) : null;
    }

    public static object? Calculate(string @operator, object? left, object? right)
    {
        if (@operator == "+" && left is string one && right is string other) return one + other;
        if (left is null || right is null) return null;
        if (Integer(left) is { } a && Integer(right) is { } b)
        {
            if (b == 0 && @operator is "/" or "%") return null;
            try
            {
                return checked(@operator switch { "+" => a + b, "-" => a - b, "*" => a * b, "/" => a / b, _ => a % b });
            }
            catch (OverflowException)
            {
                return null;
            }
        }

        if (Real(left) is not { } x || Real(right) is not { } y) return null;
        return @operator switch { "+" => x + y, "-" => x - y, "*" => x * y, "/" => x / y, _ => x % y };
    }

    private static long? Integer(object value) => value switch
    {
        long number => number,
        int number => number,
        short number => number,
        sbyte number => number,
        byte number => number,
        ushort number => number,
        uint number => number,
        ulong number when number <= long.MaxValue => (long)number,
        _ => null,
    };

    private static double? Real(object value) => value switch
    {
        double number => number,
        float number => number,
        decimal number => (double)number,
        _ => Integer(value),
    };

    private static string? Text(object value) => value switch
    {
        string text => text,
        Amqp.Types.Symbol symbol => symbol.ToString(),
        char character => character.ToString(),
        Guid guid => guid.ToString(),
        _ => null,
    };

    private static DateTime? Time(object value) => value switch
    {
        DateTime time => time.ToUniversalTime(),
        string text when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => null,
    };
}
