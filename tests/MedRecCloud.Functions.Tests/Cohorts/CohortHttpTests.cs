using System.Text;
using MedRecCloud.Functions.Cohorts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Functions.Tests.Cohorts;

public sealed class CohortHttpTests
{
    private const string Manager = """{"auth_typ":"aad","claims":[{"typ":"name","val":"x"},{"typ":"roles","val":"Cohorts.Run"}]}""";
    private readonly FakeDesk _desk = new();

    [Fact]
    public async Task A_manifest_starts_a_cohort_once()
    {
        Assert.Equal(202, await StartAsync("winter-2026", Request("{}")));
        Assert.Equal(409, await StartAsync("winter-2026", Request("""{"other":true}""")));
        Assert.Equal("{}", Encoding.UTF8.GetString(_desk.Manifests["winter-2026"]));
    }

    [Fact]
    public async Task Status_is_the_progress_of_the_cohort()
    {
        Assert.Equal(404, Code(await new CohortStatus(_desk, Requests()).RunAsync(Request(), "none", CancellationToken.None)));
        await StartAsync("winter-2026", Request("{}"));

        var status = Assert.IsType<FileContentResult>(await new CohortStatus(_desk, Requests()).RunAsync(Request(), "winter-2026", CancellationToken.None));

        Assert.Equal("{\"planned\":1}", Encoding.UTF8.GetString(status.FileContents));
    }

    [Theory]
    [InlineData("pause", 202)]
    [InlineData("resume", 202)]
    [InlineData("cancel", 202)]
    [InlineData("Cancel", 202)]
    [InlineData("delete", 404)]
    [InlineData("1", 404)]
    public async Task A_cohort_is_controlled_by_three_words(string command, int code)
    {
        await StartAsync("winter-2026", Request("{}"));

        Assert.Equal(code, await ControlAsync("winter-2026", command));
        Assert.Equal(code == 202 ? 1 : 0, _desk.Commands.Count);
    }

    [Fact]
    public async Task A_cohort_that_ended_or_never_was_is_not_controlled()
    {
        Assert.Equal(404, await ControlAsync("none", "pause"));
        await StartAsync("winter-2026", Request("{}"));
        _desk.Ended = true;

        Assert.Equal(409, await ControlAsync("winter-2026", "pause"));
    }

    [Theory]
    [InlineData(null, "true", 401)]
    [InlineData(Manager, "false", 401)]
    [InlineData(Manager, null, 401)]
    [InlineData("""{"claims":[{"typ":"roles","val":"Other"}]}""", "true", 403)]
    [InlineData("""{"claims":[{"typ":"name","val":"Cohorts.Run"}]}""", "true", 403)]
    [InlineData("not json", "true", 403)]
    [InlineData("{}", "true", 403)]
    public async Task A_caller_without_the_role_is_refused_and_so_is_everybody_where_no_token_is_verified(string? principal, string? enabled, int code)
    {
        var requests = Requests(enabled);

        Assert.Equal(code, Code(await new StartCohort(_desk, requests).RunAsync(Request("{}", principal), "a", CancellationToken.None)));
        Assert.Equal(code, Code(await new CohortStatus(_desk, requests).RunAsync(Request("", principal), "a", CancellationToken.None)));
        Assert.Equal(code, Code(await new ControlCohort(_desk, requests).RunAsync(Request("", principal), "a", "pause", CancellationToken.None)));
        Assert.Empty(_desk.Manifests);
        Assert.Empty(_desk.Commands);
    }

    [Theory]
    [InlineData("../models")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a\n")]
    public async Task An_id_that_could_leave_its_folder_is_refused(string id) => Assert.Equal(400, await StartAsync(id, Request("{}")));

    [Fact]
    public async Task A_manifest_of_more_than_16_MiB_is_refused() => Assert.Equal(413, await StartAsync("big", Request(new string(' ', (16 << 20) + 1))));

    private static CohortRequests Requests(string? enabled = "True") => new(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = enabled }).Build(), NullLogger<CohortRequests>.Instance);

    private static HttpRequest Request(string body = "", string? principal = Manager)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        if (principal is not null) request.Headers["X-MS-CLIENT-PRINCIPAL"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(principal));
        return request;
    }

    private async Task<int> StartAsync(string id, HttpRequest request) => Code(await new StartCohort(_desk, Requests()).RunAsync(request, id, CancellationToken.None));

    private async Task<int> ControlAsync(string id, string command) => Code(await new ControlCohort(_desk, Requests()).RunAsync(Request(), id, command, CancellationToken.None));

    private static int Code(IActionResult result) => ((IStatusCodeActionResult)result).StatusCode ?? 200;
}
