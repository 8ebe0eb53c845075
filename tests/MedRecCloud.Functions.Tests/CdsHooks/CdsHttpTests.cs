using MedRecCloud.Functions.CdsHooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace MedRecCloud.Functions.Tests.CdsHooks;

public sealed class CdsHttpTests
{
    private readonly FakeCdsDesk _desk = new();

    [Fact]
    public async Task Discovery_lists_the_services() => Assert.Equal("{\"services\":[]}", Body(await DiscoverAsync("for /cds-services")));

    [Fact]
    public async Task A_hook_is_answered_with_cards()
    {
        Assert.Equal("{\"cards\":[]}", Body(await CallAsync("for /cds-services/medrec-proposals", "{}")));
        Assert.Equal(["medrec-proposals: 2"], _desk.Asked);
    }

    [Fact]
    public async Task Feedback_is_taken_without_a_word()
    {
        var answer = await FeedbackAsync("for /cds-services/medrec-proposals/feedback", "{}");

        Assert.Equal(200, Assert.IsType<StatusCodeResult>(answer).StatusCode);
        Assert.Equal(["medrec-proposals feedback: 2"], _desk.Asked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("for /cds-services/another")]
    public async Task A_caller_without_a_token_for_this_address_is_refused_everywhere(string? token)
    {
        foreach (var answer in new[] { await DiscoverAsync(token), await CallAsync(token, "{}"), await FeedbackAsync(token, "{}") })
            Assert.Equal(401, Assert.IsType<ContentResult>(answer).StatusCode);
        Assert.Empty(_desk.Asked);
    }

    [Fact]
    public async Task A_body_of_more_than_16_MiB_is_refused_before_it_is_read()
    {
        var answer = await CallAsync("for /cds-services/medrec-proposals", new string(' ', (16 << 20) + 1));

        Assert.Equal(413, Assert.IsType<ContentResult>(answer).StatusCode);
        Assert.Empty(_desk.Asked);
    }

    private Task<IActionResult> DiscoverAsync(string? token) => new CdsDiscovery(_desk, new CdsRequests(_desk)).RunAsync(Request(token, ""), CancellationToken.None);

    private Task<IActionResult> CallAsync(string? token, string body) => new CdsService(_desk, new CdsRequests(_desk)).RunAsync(Request(token, body), "medrec-proposals", CancellationToken.None);

    private Task<IActionResult> FeedbackAsync(string? token, string body) => new CdsFeedback(_desk, new CdsRequests(_desk)).RunAsync(Request(token, body), "medrec-proposals", CancellationToken.None);

    private static HttpRequest Request(string? token, string body)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body));
        if (token is not null) request.Headers.Authorization = "Bearer " + token;
        return request;
    }

    private static string? Body(IActionResult answer)
    {
        var content = Assert.IsType<ContentResult>(answer);
        Assert.Equal((200, "application/json"), (content.StatusCode, content.ContentType));
        return content.Content;
    }
}
