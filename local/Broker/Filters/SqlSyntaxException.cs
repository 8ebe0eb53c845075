namespace MedRecCloud.Local.Broker.Filters;

/// <summary>A SQL filter cannot be understood.</summary>
internal sealed class SqlSyntaxException(string text, int position, string problem)
    : Exception($"The filter '{text}' is not valid at position {position + 1}: {problem}");
