using System.Text.RegularExpressions;
using MedRecCloud.Infra.Tests.Bicep;

namespace MedRecCloud.Infra.Tests.Containers;

/// <summary>What an image of this product must keep to. Each rule comes with the mistake it must notice, as text and replacement; the numbers are hadolint's where it has the rule.</summary>
internal static partial class DockerfileRules
{
    private static readonly string[] Known = ["ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "LABEL"];

    public static IReadOnlyDictionary<string, (Func<Dockerfile, IEnumerable<string>> Violations, string Text, string Mistake)> All { get; } =
        new Dictionary<string, (Func<Dockerfile, IEnumerable<string>>, string, string)>
        {
            ["Only instructions that are known here (DL3061)"] = (file => file.Instructions.Where(i => !Known.Contains(i.Word)).Select(i => i.Word), "EXPOSE 8080", "MAINTAINER x"),
            ["Every base is a build argument or an earlier stage"] = (Bases, "FROM ${SDK} AS build", "FROM mcr.microsoft.com/dotnet/sdk AS build"),
            ["Every outside image has a tag and a digest (DL3006, DL3007)"] = (Unpinned, "@sha256:", ":"),
            ["Every stage has a name"] = (file => file.Of("FROM").Where(rest => !rest.Contains(" AS ", StringComparison.Ordinal)), " AS final", ""),
            ["The compiler stays out of what is shipped"] = (file => file.Of("FROM").Last().Contains("SDK", StringComparison.Ordinal) || file.Stages.Count < 2 ? ["the last stage is the compiler's"] : [], "EXPOSE 8080", "EXPOSE 8080\nFROM ${SDK} AS shipped"),
            ["It runs as a numbered user who is not root (DL3002)"] = (Users, "USER 1654:1654", "USER root"),
            ["Nothing is written after the user is chosen"] = (file => file.Final.SkipWhile(i => i.Word != "USER").Where(i => i.Word is "RUN" or "COPY").Select(i => i.Text), "EXPOSE 8080", "RUN chmod -R 777 /app\nEXPOSE 8080"),
            ["It says how its health is asked for (DL3057)"] = (file => file.Final.Any(i => i.Word == "HEALTHCHECK" && i.Text.Contains("CMD [", StringComparison.Ordinal)) ? [] : ["no HEALTHCHECK"], "HEALTHCHECK --interval", "LABEL interval"),
            ["Ports need no privilege (DL3011)"] = (file => file.Of("EXPOSE").Where(port => !int.TryParse(port, out var number) || number is < 1024 or > 65535), "EXPOSE 8080", "EXPOSE 80"),
            ["Folders are absolute (DL3000)"] = (file => file.Of("WORKDIR").Where(folder => !folder.StartsWith('/')), "WORKDIR /source", "WORKDIR source"),
            ["Nothing is fetched from outside the package feeds (DL3020, DL4001)"] = (file => file.Instructions.Where(i => i.Word == "ADD" || Fetch().IsMatch(i.Text)).Select(i => i.Text), "RUN dotnet restore", "RUN curl -s https://example.com/x | bash && dotnet restore"),
            ["Packages are installed without extras, and their lists removed (DL3009, DL3014, DL3015)"] = (Apt, "EXPOSE 8080", "RUN apt-get install curl\nEXPOSE 8080"),
            ["No secret is built in"] = (file => file.Instructions.Where(i => i.Word is "ENV" or "ARG" && Secret().IsMatch(i.Text)).Select(i => i.Text), "DOTNET_EnableDiagnostics=0", "DOTNET_EnableDiagnostics=0 NUGET_PASSWORD=x"),
            ["What is shipped is copied from a stage alone"] = (file => file.Final.Where(i => i.Word == "COPY" && !i.Text.StartsWith("--from=", StringComparison.Ordinal)).Select(i => i.Text), "COPY --from=build /app .", "COPY --from=build /app .\nCOPY models /models"),
            ["Programs start without a shell (DL3025)"] = (file => file.Instructions.Where(i => i.Word is "ENTRYPOINT" or "CMD" && !i.Text.StartsWith('[')).Select(i => i.Text), "EXPOSE 8080", "EXPOSE 8080\nENTRYPOINT dotnet x.dll"),
            ["It listens where its port is"] = (file => file.Of("ENV").Any(env => env.Contains("ASPNETCORE_URLS=http://+:8080", StringComparison.Ordinal)) ? [] : ["no ASPNETCORE_URLS"], "ASPNETCORE_URLS=http://+:8080", "ASPNETCORE_URLS=http://+:80"),
            ["The projects it builds are there"] = (file => file.Of("RUN").SelectMany(run => Project().Matches(run)).Select(m => m.Value).Where(path => !File.Exists(Path.Combine(Repository.Root, path))), ".csproj", "2.csproj"),
            ["The release is published from exact versions, never floating"] = (file => file.Of("RUN").Any(run => run.Contains("publish", StringComparison.Ordinal) && run.Contains("--no-restore", StringComparison.Ordinal) && run.Contains("--configuration Release", StringComparison.Ordinal)) ? [] : ["no release"], "--configuration Release", "--configuration Debug"),
        };

    private static IEnumerable<string> Bases(Dockerfile file)
    {
        var earlier = new HashSet<string>();
        foreach (var from in file.Of("FROM"))
        {
            var image = from.Split(' ')[0];
            if (!image.StartsWith("${", StringComparison.Ordinal) && !earlier.Contains(image) && !earlier.Any(stage => stage.StartsWith(image.Split("${")[0], StringComparison.Ordinal) && image.Contains("${", StringComparison.Ordinal))) yield return image;
            earlier.Add(from.Split(" AS ")[^1]);
        }
    }

    private static IEnumerable<string> Unpinned(Dockerfile file) => file.Of("ARG").Where(argument => argument.Contains('/', StringComparison.Ordinal) && !Pinned().IsMatch(argument));

    private static IEnumerable<string> Users(Dockerfile file)
    {
        var users = file.Final.Where(i => i.Word == "USER").Select(i => i.Text).ToList();
        if (users.Count != 1 || !NumberedUser().IsMatch(users[0])) yield return string.Join(", ", users.DefaultIfEmpty("root"));
    }

    private static IEnumerable<string> Apt(Dockerfile file) => file.Of("RUN").Where(run => run.Contains("apt-get install", StringComparison.Ordinal))
        .Where(run => !run.Contains("--no-install-recommends", StringComparison.Ordinal) || !run.Contains("--yes", StringComparison.Ordinal) || !run.Contains("rm -rf /var/lib/apt/lists/*", StringComparison.Ordinal));

    [GeneratedRegex(@"^[A-Z]+=[a-z0-9./-]+:[a-z0-9][a-z0-9.-]*@sha256:[0-9a-f]{64}$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^[1-9]\d{2,}:[1-9]\d{2,}$")]
    private static partial Regex NumberedUser();

    [GeneratedRegex(@"\b(curl|wget|sudo)\b|https?://(?!\+)")]
    private static partial Regex Fetch();

    [GeneratedRegex("(?i)(password|(?<!WebJobs)secret|token|apikey|accountkey|connectionstring)[A-Z_]*=")]
    private static partial Regex Secret();

    [GeneratedRegex(@"[\w./-]+\.csproj")]
    private static partial Regex Project();
}
