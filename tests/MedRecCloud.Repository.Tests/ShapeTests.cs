using System.Text.RegularExpressions;

namespace MedRecCloud.Repository.Tests;

public sealed partial class ShapeTests
{
    private const int Longest = 300, Median = 60;

    private static readonly string[] VagueFolders = ["helpers", "utils", "util", "utilities", "common", "services", "managers", "misc"];

    [Fact]
    public void No_source_file_is_longer_than_300_lines() =>
        Strays.None(Checkout.Sources.Select(file => (file, lines: Lines(file))).Where(one => one.lines > Longest).Select(one => $"{one.file}: {one.lines}"));

    [Fact]
    public void Half_of_the_source_files_have_no_more_than_60_lines()
    {
        var lines = Checkout.Sources.Where(file => !file.StartsWith("tests/", StringComparison.Ordinal)).Select(Lines).Order().ToArray();
        Assert.InRange(lines[lines.Length / 2], 1, Median);
    }

    [Fact]
    public void A_file_with_public_types_is_named_like_one_of_them()
    {
        var strays =
            from file in Checkout.Sources.Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
            let types = PublicType().Matches(Checkout.Read(file)).Select(match => match.Groups[1].Value).ToArray()
            where types.Length > 0 && !types.Contains(Path.GetFileNameWithoutExtension(file).Split('.')[0])
            select $"{file} declares {string.Join(", ", types)}";
        Strays.None(strays);
    }

    [Fact]
    public void Folders_have_telling_names() =>
        Strays.None(Checkout.Files.Where(file => file.Split('/')[..^1].Any(part => VagueFolders.Contains(part.ToLowerInvariant()))));

    [Fact]
    public void Namespaces_are_file_scoped() =>
        Strays.None(Checkout.Sources.Where(file => BlockNamespace().IsMatch(Checkout.Read(file))));

    [Fact]
    public void A_cancellation_token_is_called_by_its_name() =>
        Strays.None(Checkout.Sources.Where(file => ShortToken().IsMatch(Checkout.Read(file))));

    private static int Lines(string file) => File.ReadLines(Path.Combine(Checkout.Root, file)).Count();

    [GeneratedRegex(@"^public\s+(?:(?:static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:record struct|record class|class|record|struct|interface|enum)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace [\w.]+\s*\{?\s*$(?<!;)", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"\bCancellationToken (ct|token|cancel|cancellation)\b(?=\s*[,)=])")]
    private static partial Regex ShortToken();
}
