using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace MedRecCloud.Training.Verbs;

/// <summary>Limits of numeric options, told before anything is read.</summary>
internal static class OptionLimits
{
    public static Option<T> AtLeast<T>(this Option<T> option, T least) where T : INumber<T> =>
        option.Where(value => value >= least, $"must be at least {Text(least)}");

    public static Option<T> Above<T>(this Option<T> option, T limit) where T : INumber<T> =>
        option.Where(value => value > limit, $"must lie above {Text(limit)}");

    /// <summary>0 to 1, both included.</summary>
    public static Option<double> Share(this Option<double> option) => option.Where(value => value is >= 0 and <= 1, "must lie between 0 and 1");

    /// <summary>From 0, below 1.</summary>
    public static Option<double> BelowOne(this Option<double> option) => option.Where(value => value is >= 0 and < 1, "must be at least 0 and below 1");

    private static Option<T> Where<T>(this Option<T> option, Func<T, bool> allowed, string rule) where T : INumber<T>
    {
        option.Validators.Add(result =>
        {
            // What is no number at all is told by the parser, and asking for its value would throw.
            foreach (var token in result.Tokens)
                if (T.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && (!T.IsFinite(value) || !allowed(value)))
                    result.AddError($"{option.Name} {rule}, not {token.Value}.");
        });
        return option;
    }

    private static string Text<T>(T value) where T : INumber<T> => value.ToString(null, CultureInfo.InvariantCulture);
}
