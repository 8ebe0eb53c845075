namespace MedRecCloud.Local.Broker.Filters;

internal enum SqlTokenKind
{
    End,
    Word,
    Identifier,
    Text,
    Number,
    Symbol,
}
