using System.Text;

namespace MedRecCloud.Local.Broker.Filters;

/// <summary>Cuts a filter into tokens.</summary>
internal sealed class SqlLexer(string text)
{
    private static readonly string[] Symbols = ["<>", "!=", ">=", "<=", "=", "<", ">", "+", "-", "*", "/", "%", "(", ")", ",", "."];

    private int _position;

    /// <exception cref="SqlSyntaxException">A quote is not closed, or a character has no place.</exception>
    public SqlToken Next()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
        var start = _position;
        if (start == text.Length) return new SqlToken(SqlTokenKind.End, "", start);
        var first = text[start];
        return first switch
        {
            '\'' => new SqlToken(SqlTokenKind.Text, Quoted('\''), start),
            '"' => new SqlToken(SqlTokenKind.Identifier, Quoted('"'), start),
            '[' => new SqlToken(SqlTokenKind.Identifier, Quoted(']'), start),
            _ when char.IsAsciiDigit(first) || (first == '.' && start + 1 < text.Length && char.IsAsciiDigit(text[start + 1])) => Number(start),
            _ when char.IsLetter(first) || first is '_' or '@' => Word(start),
            _ => Symbol(start),
        };
    }

    private SqlToken Word(int start)
    {
        while (_position < text.Length && (char.IsLetterOrDigit(text[_position]) || text[_position] is '_' or '@' or '#' or '$')) _position++;
        return new SqlToken(SqlTokenKind.Word, text[start.._position], start);
    }

    private SqlToken Number(int start)
    {
        while (_position < text.Length && (char.IsAsciiDigit(text[_position]) || text[_position] == '.')) _position++;
        if (_position < text.Length && text[_position] is 'e' or 'E')
        {
            _position++;
            if (_position < text.Length && text[_position] is '+' or '-') _position++;
            while (_position < text.Length && char.IsAsciiDigit(text[_position])) _position++;
        }

        return new SqlToken(SqlTokenKind.Number, text[start.._position], start);
    }

    private string Quoted(char end)
    {
        var start = _position++;
        var value = new StringBuilder();
        while (_position < text.Length)
        {
            var next = text[_position++];
            if (next != end)
            {
                value.Append(next);
            }
            else if (_position < text.Length && text[_position] == end)
            {
                // Twice the quote is the quote itself.
                value.Append(end);
                _position++;
            }
            else
            {
                return value.ToString();
            }
        }

        throw new SqlSyntaxException(text, start, "the quote is not closed.");
    }

    private SqlToken Symbol(int start)
    {
        var symbol = Symbols.FirstOrDefault(symbol => string.CompareOrdinal(text, start, symbol, 0, symbol.Length) == 0)
            ?? throw new SqlSyntaxException(text, start, $"'{text[start]}' has no place here.");
        _position += symbol.Length;
        return new SqlToken(SqlTokenKind.Symbol, symbol, start);
    }
}
