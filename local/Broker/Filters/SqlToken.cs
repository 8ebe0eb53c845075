namespace MedRecCloud.Local.Broker.Filters;

/// <param name="Text">Without quotes; a word may be a keyword, a quoted identifier is none.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Position)
{
    public bool Is(string keywordOrSymbol) =>
        Kind is SqlTokenKind.Word or SqlTokenKind.Symbol && Text.Equals(keywordOrSymbol, StringComparison.OrdinalIgnoreCase);
}
