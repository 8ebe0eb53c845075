using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MedRecCloud.Fhir.Tests.Servers;

public sealed class FhirServerTests : IDisposable
{
    private const string Encounter = """{"resourceType":"Encounter","id":"e","status":"finished","subject":{"reference":"Patient/p"},"period":{"start":"2024-01-01T00:00:00Z"}}""";

    private readonly Network _network = new();
    private readonly List<ServiceProvider> _providers = [];

    [Fact]
    public async Task A_context_is_read_in_two_round_trips()
    {
        _network.Answer = request => request.Method == HttpMethod.Post
            ? Json("""{"resourceType":"Bundle","type":"batch-response","entry":[{"resource":{"resourceType":"Patient","id":"p","gender":"male"},"response":{"status":"200"}},{"resource":{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Condition","id":"c","code":{"text":"Cough"},"onsetDateTime":"2020"}}]},"response":{"status":"200 OK"}}]}""")
            : Json(Encounter);
        var trips = new RoundTrips();
        var read = await new FhirContextReader().ReadAsync(Server(), new("Encounter", "e"), trips, default);
        Assert.Equal(2, trips.Count);
        Assert.Equal("Cough", Assert.Single(read.Record!.ContextAt("e").Conditions).Text);
    }

    [Fact]
    public async Task A_server_without_batches_is_asked_in_parallel_and_pages_are_followed()
    {
        _network.Answer = request => request.Method == HttpMethod.Post ? new HttpResponseMessage(HttpStatusCode.MethodNotAllowed)
            : request.RequestUri!.PathAndQuery switch
            {
                "/fhir/Encounter/e" => Json(Encounter),
                "/fhir/Patient/p" => Json("""{"resourceType":"Patient","id":"p"}"""),
                var path when path.StartsWith("/fhir/Condition?patient=p", StringComparison.Ordinal) => Json("""{"resourceType":"Bundle","type":"searchset","link":[{"relation":"next","url":"https://h.example/fhir?page=2"}],"entry":[{"resource":{"resourceType":"Condition","id":"c1","code":{"text":"A"},"onsetDateTime":"2020"}}]}"""),
                "/fhir?page=2" => Json("""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Condition","id":"c2","code":{"text":"B"},"onsetDateTime":"2020"}}]}"""),
                _ => Json("""{"resourceType":"Bundle","type":"searchset"}"""),
            };
        var read = await new FhirContextReader().ReadAsync(Server(), new("Encounter", "e"), new RoundTrips(), default);
        Assert.Equal(2, read.Record!.ContextAt("e").Conditions.Length);
    }

    [Fact]
    public async Task An_answer_of_too_many_requests_is_tried_again_after_the_time_it_names()
    {
        var calls = 0;
        _network.Answer = _ => Interlocked.Increment(ref calls) == 1
            ? new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromMilliseconds(1)) } } : Json(Encounter);
        using var resource = (await Server().ReadAsync(new("Encounter", "e"), new RoundTrips(), default)).Resource;
        Assert.NotNull(resource);
        Assert.Equal(2, calls);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, false)]
    [InlineData(HttpStatusCode.Gone, true)]
    public async Task What_is_not_there_is_an_answer(HttpStatusCode status, bool gone)
    {
        _network.Answer = _ => new HttpResponseMessage(status);
        Assert.Equal(new FhirRead(null, gone), await Server().ReadAsync(new("Encounter", "e"), new RoundTrips(), default));
    }

    [Theory]
    [InlineData("https://169.254.169.254/metadata")]
    [InlineData("https://h.example/other/Encounter/e")]
    [InlineData("https://h.example.evil.example/fhir/Encounter/e")]
    public async Task A_redirect_out_of_the_allow_list_is_not_followed(string target)
    {
        _network.Answer = request => new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri(target) } };
        await Assert.ThrowsAsync<FhirServerException>(() => Server().ReadAsync(new("Encounter", "e"), new RoundTrips(), default));
        Assert.All(_network.Requests, url => Assert.StartsWith("https://h.example/fhir/", url));
    }

    [Fact]
    public async Task A_page_or_attachment_outside_the_server_is_not_fetched()
    {
        Assert.Null(await Server().ReadBinaryAsync("https://elsewhere.example/Binary/1", new RoundTrips(), default));
        Assert.Empty(_network.Requests);
        _network.Answer = _ => Json("""{"resourceType":"Bundle","type":"searchset","link":[{"relation":"next","url":"https://elsewhere.example/2"}]}""");
        await Assert.ThrowsAsync<FhirServerException>(() => Server().QueryAsync(["Encounter?_id=e"], new RoundTrips(), default));
    }

    [Fact]
    public async Task A_managed_identitys_token_is_asked_for_the_server_once_and_again_when_refused()
    {
        var credential = new CountingCredential();
        _network.Answer = request => request.Headers.Authorization?.Parameter == "token-1" ? new HttpResponseMessage(HttpStatusCode.Unauthorized) : Json(Encounter);
        var server = Server(options => options.Authentication = FhirAuthentication.ManagedIdentity, credential);
        for (var i = 0; i < 3; i++) Assert.NotNull((await server.ReadAsync(new("Encounter", "e"), new RoundTrips(), default)).Resource);
        Assert.Equal(["https://h.example/.default", "https://h.example/.default"], credential.Scopes);
    }

    [Theory]
    [InlineData("RS384")]
    [InlineData("ES384")]
    public async Task A_smart_backend_proves_itself_by_a_signed_assertion(string algorithm)
    {
        using AsymmetricAlgorithm key = algorithm == "ES384" ? ECDsa.Create(ECCurve.NamedCurves.nistP384) : RSA.Create(2048);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, key.ExportPkcs8PrivateKeyPem());
        string? form = null;
        _network.Answer = request =>
        {
            if (request.RequestUri!.AbsolutePath != "/token") return request.Headers.Authorization?.Parameter == "abc" ? Json(Encounter) : new HttpResponseMessage(HttpStatusCode.Unauthorized);
            form = request.Content!.ReadAsStringAsync().GetAwaiter().GetResult();
            return Json("""{"access_token":"abc","expires_in":300}""");
        };
        var server = Server(options => (options.Authentication, options.Smart) = (FhirAuthentication.SmartBackend,
            new SmartBackendOptions { TokenUrl = new Uri("https://auth.example/token"), ClientId = "medrec", KeyId = "k1", Algorithm = algorithm, PrivateKeyFile = file }));
        Assert.NotNull((await server.ReadAsync(new("Encounter", "e"), new RoundTrips(), default)).Resource);
        File.Delete(file);

        var fields = form!.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')));
        Assert.Equal("system/*.rs", fields["scope"]);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", fields["client_assertion_type"]);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(fields["client_assertion"], new TokenValidationParameters
        {
            ValidIssuer = "medrec", ValidAudience = "https://auth.example/token", ValidAlgorithms = [algorithm],
            IssuerSigningKey = key is ECDsa ec ? new ECDsaSecurityKey(ec) { KeyId = "k1" } : new RsaSecurityKey((RSA)key) { KeyId = "k1" },
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal("medrec", result.Claims["sub"]);
        Assert.True(result.SecurityToken.ValidTo - DateTime.UtcNow < TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("http://h.example/fhir", "https (http only to the machine itself)")]
    [InlineData("https://h.example/fhir?twice", "called 'default'")]
    public void Wrong_options_are_refused(string url, string message)
    {
        var services = Services(options =>
        {
            options.Servers.Add(new FhirServerOptions { BaseUrl = new Uri(url) });
            if (url.EndsWith("twice", StringComparison.Ordinal)) options.Servers.Add(new FhirServerOptions { BaseUrl = new Uri("https://i.example") });
        }, null);
        Assert.Contains(message, Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<FhirServersOptions>>().Value).Message);
    }

    public void Dispose()
    {
        foreach (var provider in _providers) provider.Dispose();
    }

    private FhirServerClient Server(Action<FhirServerOptions>? configure = null, TokenCredential? credential = null)
    {
        var server = new FhirServerOptions { BaseUrl = new Uri("https://h.example/fhir") };
        configure?.Invoke(server);
        return Services(options => options.Servers.Add(server), credential).GetRequiredService<FhirServers>().Default!;
    }

    private ServiceProvider Services(Action<FhirServersOptions> configure, TokenCredential? credential)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        if (credential is not null) services.AddSingleton(credential);
        services.AddFhirServers(configure, () => new Forwarding(_network));
        var provider = services.BuildServiceProvider();
        _providers.Add(provider);
        return provider;
    }

    private static HttpResponseMessage Json(string body) => new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/fhir+json") };

    private sealed class Network
    {
        public ConcurrentQueue<string> Requests { get; } = new();

        public Func<HttpRequestMessage, HttpResponseMessage> Answer { get; set; } = _ => new HttpResponseMessage(HttpStatusCode.NotFound);
    }

    private sealed class Forwarding(Network network) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            network.Requests.Enqueue(request.RequestUri!.ToString());
            var response = network.Answer(request);
            response.RequestMessage = request;
            return Task.FromResult(response);
        }
    }

    private sealed class CountingCredential : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken($"token-{Scopes.Count}", DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
