using MedRecCloud.Infra.Tests.Bicep;

namespace MedRecCloud.Infra.Tests.Containers;

public sealed class DockerfileTests
{
    private static readonly string[] Files = ["inference-worker", "functions"];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var rule in DockerfileRules.All.Keys)
            foreach (var file in Files)
                cases.Add(rule, file);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Dockerfile_keeps_the_rule(string rule, string folder) =>
        Assert.Empty(DockerfileRules.All[rule].Violations(Dockerfile.Parse(Repository.Read(folder, "Dockerfile"))));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rule_is_seen_to_fail_on_its_mistake(string rule, string folder)
    {
        var (violations, text, mistake) = DockerfileRules.All[rule];
        var file = Repository.Read(folder, "Dockerfile");
        Assert.Contains(text, file, StringComparison.Ordinal);

        Assert.NotEmpty(violations(Dockerfile.Parse(file.Replace(text, mistake, StringComparison.Ordinal))));
    }

    [Fact]
    public void Worker_asks_for_the_GPU_package_where_the_build_argument_says_so()
    {
        Assert.All(Dockerfile.Parse(Repository.Read("inference-worker", "Dockerfile")).Of("RUN").Where(run => run.StartsWith("dotnet", StringComparison.Ordinal)), run => Assert.Equal(2, run.Split("-p:Gpu=${GPU}").Length - 1));
        Assert.Contains("'$(Gpu)' == 'true'", Repository.Read("inference-worker", "MedRecCloud.InferenceWorker.csproj"), StringComparison.Ordinal);
    }

    [Fact]
    public void Worker_writes_to_its_scratch_folder_alone()
    {
        var settings = string.Join(' ', Dockerfile.Parse(Repository.Read("inference-worker", "Dockerfile")).Of("ENV"));
        Assert.Contains("Models__CacheFolder=/scratch/models", settings, StringComparison.Ordinal);
        Assert.Contains("TMPDIR=/scratch", settings, StringComparison.Ordinal);
        Assert.Contains("mountPath: '/scratch'", Repository.Read("infra", "modules", "worker.bicep"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".git")]
    [InlineData("**/bin")]
    [InlineData("**/obj")]
    [InlineData("**/*.onnx")]
    [InlineData("**/*.safetensors")]
    [InlineData("**/*.ndjson")]
    public void Neither_history_nor_models_nor_data_reach_a_build(string pattern) => Assert.Contains(pattern, Repository.Read(".dockerignore").Split('\n'));
}
