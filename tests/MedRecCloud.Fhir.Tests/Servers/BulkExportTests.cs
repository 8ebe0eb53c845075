using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Azure.Core;
using MedRecCloud.Fhir.Bulk;
using MedRecCloud.Fhir.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MedRecCloud.Fhir.Tests.Servers;

public sealed class BulkExportTests : IDisposable
{
    private readonly ConcurrentQueue<(string Url, string? Token)> _asked = new();
    private readonly ServiceProvider _services;
    private Func<HttpRequestMessage, HttpResponseMessage> _answer = _ => new HttpResponseMessage(HttpStatusCode.OK);

    public BulkExportTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddSingleton<TokenCredential>(new Credential()).AddLogging();
        services.AddFhirServers(
            options => options.Servers.Add(new FhirServerOptions { BaseUrl = new Uri("https://h.example/fhir"), Authentication = FhirAuthentication.ManagedIdentity, ExportUrls = [new Uri("https://files.example/export")] }),
            () => new Network(this));
        _services = services.BuildServiceProvider();
    }

    private BulkExportClient Bulk => _services.GetRequiredService<FhirServers>().Default!.Bulk;

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData("https://h.example/fhir/x.ndjson", true, "secret")]
    [InlineData("https://files.example/export/x.ndjson", true, "secret")]
    [InlineData("https://files.example/export/x.ndjson?sig=key", false, null)]
    [InlineData("https://h.example/fhir/x.ndjson", false, null)]
    public async Task A_file_is_fetched_with_the_servers_token_only_where_the_manifest_asks_for_it(string url, bool requiresToken, string? token)
    {
        await using var content = await Bulk.OpenAsync(new BulkFile(BulkFile.Output, "Patient", new Uri(url), null, requiresToken), default);
        Assert.Equal((url, token), Assert.Single(_asked));
    }

    [Theory]
    [InlineData("https://elsewhere.example/x.ndjson")]
    [InlineData("https://h.example/fhirs/x.ndjson")]
    [InlineData("https://files.example/other")]
    [InlineData("http://h.example/fhir/x.ndjson")]
    public async Task A_file_outside_the_allowed_places_is_never_asked_for(string url)
    {
        await Assert.ThrowsAsync<FhirServerException>(() => Bulk.OpenAsync(new BulkFile(BulkFile.Output, "Patient", new Uri(url), null, false), default));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_redirect_takes_the_token_nowhere_else()
    {
        _answer = request => request.RequestUri!.Host == "h.example"
            ? new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("https://files.example/export/y.ndjson") } } : new HttpResponseMessage(HttpStatusCode.OK);
        await using (await Bulk.OpenAsync(new BulkFile(BulkFile.Output, "Patient", new Uri("https://h.example/fhir/x"), null, true), default)) { }
        Assert.Equal([("https://h.example/fhir/x", "secret"), ("https://files.example/export/y.ndjson", "secret")], _asked);

        _answer = _ => new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("https://elsewhere.example/") } };
        await Assert.ThrowsAsync<FhirServerException>(() => Bulk.OpenAsync(new BulkFile(BulkFile.Output, "Patient", new Uri("https://h.example/fhir/x"), null, true), default));
        Assert.DoesNotContain(_asked, asked => asked.Url.Contains("elsewhere"));
    }

    [Fact]
    public async Task The_kick_off_is_asynchronous_and_repeats_nothing()
    {
        HttpRequestHeaders? headers = null;
        _answer = request =>
        {
            headers = request.Headers;
            return new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(120)) } };
        };
        var answer = Assert.IsType<BulkAnswer.Wait>(await Bulk.StartAsync("g", ["Patient", "Encounter"], default));
        Assert.Equal(TimeSpan.FromSeconds(120), answer.After);
        Assert.Equal("https://h.example/fhir/Group/g/$export?_outputFormat=application/fhir%2Bndjson&_type=Patient,Encounter", Assert.Single(_asked).Url);
        Assert.Contains("respond-async", string.Join(',', headers!.GetValues("Prefer")));
    }

    [Fact]
    public async Task Words_of_the_server_that_are_no_plain_progress_are_left_out()
    {
        foreach (var (words, kept) in new (string, string?)[] { ("45% (3 of 7 files)", "45% (3 of 7 files)"), ("Patient <b>Ann</b>", null), (new string('a', 61), null) })
        {
            _answer = _ =>
            {
                var answer = new HttpResponseMessage(HttpStatusCode.Accepted);
                answer.Headers.TryAddWithoutValidation("X-Progress", words);
                return answer;
            };
            Assert.Equal(kept, Assert.IsType<BulkAnswer.Wait>(await Bulk.LookAsync(new Uri("https://h.example/fhir/s"), default)).Progress);
        }
    }

    private sealed class Network(BulkExportTests tests) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            tests._asked.Enqueue((request.RequestUri!.ToString(), request.Headers.Authorization?.Parameter));
            var response = tests._answer(request);
            response.RequestMessage = request;
            return Task.FromResult(response);
        }
    }

    private sealed class Credential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("secret", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
