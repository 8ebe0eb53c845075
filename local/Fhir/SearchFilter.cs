using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Local.Fhir;

/// <summary>One condition of a search that is decided by a resource's content. Values separated by commas are alternatives.</summary>
internal abstract record SearchFilter(string[] Elements)
{
    public abstract bool Matches(JsonElement resource);

    /// <returns>Null when no such parameter is known.</returns>
    /// <exception cref="FhirFailure">The value is none of the parameter's kind.</exception>
    public static SearchFilter? Create(string type, string name, string value)
    {
        var (bare, isNot) = name.EndsWith(":not", StringComparison.Ordinal) ? (name[..^4], true) : (name, false);
        var values = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (SearchParameters.Elements(SearchParameters.Tokens, type, bare) is { } tokens) return new Token(tokens, values, isNot);
        if (SearchParameters.Elements(SearchParameters.Dates, type, name) is { } dates) return new Date(dates, [.. values.Select(one => DateValue.Parse(name, one))]);
        var reference = name.Split(':')[0];
        return SearchParameters.Elements(SearchParameters.References, type, reference) is { } references
            ? new Reference(references, values, name.Contains(':') ? name[(name.IndexOf(':') + 1)..] : null)
            : null;
    }

    private sealed record Token(string[] Elements, string[] Values, bool IsNot) : SearchFilter(Elements)
    {
        public override bool Matches(JsonElement resource) =>
            IsNot != Elements.SelectMany(path => ElementPath.Values(resource, path)).SelectMany(ElementPath.Tokens).Any(token => Values.Any(value => Same(token, value)));

        private static bool Same((string System, string Code) token, string value)
        {
            var bar = value.IndexOf('|');
            if (bar < 0) return token.Code == value;
            return token.System == value[..bar] && (bar == value.Length - 1 || token.Code == value[(bar + 1)..]);
        }
    }

    private sealed record Date(string[] Elements, DateValue[] Values) : SearchFilter(Elements)
    {
        public override bool Matches(JsonElement resource) =>
            Elements.SelectMany(path => ElementPath.Values(resource, path)).Select(ElementPath.Date).Any(date => date is { } known && Values.Any(value => value.Holds(known)));
    }

    private sealed record Reference(string[] Elements, string[] Values, string? TargetType) : SearchFilter(Elements)
    {
        public override bool Matches(JsonElement resource) =>
            Elements.SelectMany(path => ElementPath.Values(resource, path)).Select(value => ElementPath.Text(value, "reference"))
                .Any(reference => reference is not null && Values.Any(value => Same(reference, value)));

        private bool Same(string reference, string value)
        {
            if (ResourceKey.TryParse(reference) is not { } key) return reference == value;
            return ResourceKey.TryParse(value) is { } wanted ? key.Unversioned == wanted.Unversioned : key.Id == value && (TargetType is null || key.Type == TargetType);
        }
    }
}
