using System.Text.RegularExpressions;

namespace MedRecCloud.Infra.Tests.Containers;

/// <summary>A Dockerfile's instructions, continued lines joined and comments left out.</summary>
internal sealed partial class Dockerfile
{
    private Dockerfile(IReadOnlyList<(string Word, string Text)> instructions) => Instructions = instructions;

    public IReadOnlyList<(string Word, string Text)> Instructions { get; }

    /// <summary>The instructions after the last FROM: what is shipped.</summary>
    public IReadOnlyList<(string Word, string Text)> Final => [.. Instructions.Skip(Instructions.Select((i, n) => (i.Word, n)).Last(i => i.Word == "FROM").n + 1)];

    /// <summary>Names of the stages, in order.</summary>
    public IReadOnlyList<string> Stages => [.. Of("FROM").Select(rest => rest.Split(" AS ")[^1])];

    public static Dockerfile Parse(string text)
    {
        var lines = string.Join('\n', text.Split('\n').Where(line => !line.TrimStart().StartsWith('#')));
        return new Dockerfile([.. Continued().Replace(lines, " ").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => (line.Split(' ')[0].ToUpperInvariant(), line[line.Split(' ')[0].Length..].Trim()))]);
    }

    public IEnumerable<string> Of(string word) => Instructions.Where(i => i.Word == word).Select(i => i.Text);

    [GeneratedRegex(@"\\\s*\n\s*")]
    private static partial Regex Continued();
}
