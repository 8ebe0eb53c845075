using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MedRecCloud.Fhir.CdsHooks.Clients;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MedRecCloud.Fhir.Tests.CdsHooks;

public sealed class ClientTokensTests : IDisposable
{
    private const string Issuer = "https://ehr.example/", Keys = "https://ehr.example/jwks", Path = "/cds-services/medrec-proposals";

    private readonly FakeTimeProvider _time = new(Some.Patient.Now);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP384), _other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly KeyServer _server = new();
    private readonly ClientTokens _tokens;

    public ClientTokensTests()
    {
        _server.Body = Set(("key-1", _key));
        var options = new CdsHooksOptions { BaseUrl = new Uri("https://cds.example/api/"), Clients = [new CdsClientOptions { Issuer = Issuer, KeysUrl = new Uri(Keys), Tenant = "ward" }] };
        _tokens = new ClientTokens(Options.Create(options), () => new HttpClient(_server, disposeHandler: false), _time);
    }

    public void Dispose()
    {
        _tokens.Dispose();
        _key.Dispose();
        _other.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task A_token_signed_by_a_trusted_client_for_this_address_is_let_in_once()
    {
        var token = Sign();

        Assert.Null(await JudgeAsync(token));
        Assert.Equal("seen-before", await JudgeAsync(token));
        Assert.Null(await JudgeAsync(Sign(id: "another")));
    }

    [Fact]
    public async Task The_keys_are_asked_for_once_and_again_when_they_change()
    {
        for (var i = 0; i < 5; i++) Assert.Null(await JudgeAsync(Sign(id: $"t{i}")));
        Assert.Equal(1, _server.Asked);

        _server.Body = Set(("key-1", _key), ("key-2", _other));
        Assert.Equal("key-unknown", await JudgeAsync(Sign(id: "soon", key: _other, keyId: "key-2"))); // Not yet asked again: a stranger must not make us ask with every call.
        Assert.Equal(1, _server.Asked);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await JudgeAsync(Sign(id: "later", key: _other, keyId: "key-2")));
        Assert.Equal(2, _server.Asked);

        _server.Body = Set(("key-2", _other));
        _time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal("key-unknown", await JudgeAsync(Sign(id: "withdrawn")));
    }

    [Fact]
    public async Task While_the_client_cannot_be_reached_its_known_keys_stay_in_force()
    {
        Assert.Null(await JudgeAsync(Sign(id: "before")));
        _server.Status = HttpStatusCode.ServiceUnavailable;
        _time.Advance(TimeSpan.FromHours(2));

        Assert.Null(await JudgeAsync(Sign(id: "during")));
    }

    [Theory]
    [InlineData("issuer-not-trusted", "iss", "https://stranger.example/")]
    [InlineData("audience-wrong", "aud", "https://cds.example/api/cds-services/medrec-order-sign")]
    [InlineData("audience-wrong", "aud", "https://cds.example/api")]
    [InlineData("tenant-not-trusted", "tenant", "another")]
    [InlineData("keys-url-not-trusted", "jku", "https://stranger.example/jwks")]
    [InlineData("key-unknown", "kid", "key-9")]
    [InlineData("expired", "exp", "-61")]
    [InlineData("not-yet-valid", "iat", "61")]
    [InlineData("life-too-long", "exp", "601")]
    [InlineData("claim-missing", "jti", "")]
    public async Task A_token_with_a_wrong_claim_is_refused(string refusal, string claim, string value) => Assert.Equal(refusal, await JudgeAsync(Sign(claim: claim, value: value)));

    [Theory]
    [InlineData("exp", "-59")]
    [InlineData("iat", "59")]
    public async Task Clocks_may_be_off_by_a_minute(string claim, string value) => Assert.Null(await JudgeAsync(Sign(claim: claim, value: value)));

    [Fact]
    public async Task A_signature_by_another_key_by_none_or_by_a_shared_secret_is_refused()
    {
        Assert.Equal("signature-wrong", await JudgeAsync(Sign(key: _other)));

        var parts = Sign(id: "bare").Split('.');
        var bare = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT","kid":"key-1"}""");
        Assert.Equal("signature-wrong", await JudgeAsync($"{bare}.{parts[1]}."));

        var head = Base64UrlEncoder.Encode("""{"alg":"HS256","typ":"JWT","kid":"key-1"}""");
        var mac = HMACSHA256.HashData(_key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes($"{head}.{parts[1]}"));
        Assert.Equal("signature-wrong", await JudgeAsync($"{head}.{parts[1]}.{Base64UrlEncoder.Encode(mac)}"));

        var changed = JsonSerializer.Deserialize<Dictionary<string, object>>(Base64UrlEncoder.Decode(parts[1]))!;
        changed["jti"] = "changed";
        Assert.Equal("signature-wrong", await JudgeAsync($"{parts[0]}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(changed))}.{parts[2]}"));
    }

    [Theory]
    [InlineData(null, "no-token")]
    [InlineData("Basic dXNlcjpwYXNz", "no-token")]
    [InlineData("Bearer ", "not-a-token")]
    [InlineData("Bearer a.b.c", "not-a-token")]
    [InlineData("Bearer e30.e30.", "issuer-not-trusted")]
    public async Task What_is_no_token_is_refused(string? header, string refusal) => Assert.Equal(refusal, (await _tokens.JudgeAsync(header, Path, CancellationToken.None)).Refusal);

    [Fact]
    public async Task RS384_is_accepted_and_keys_may_be_handed_over_in_the_settings()
    {
        using var rsa = RSA.Create(2048);
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(false)) { KeyId = "r" });
        var options = new CdsHooksOptions
        {
            BaseUrl = new Uri("https://cds.example/api"),
            Clients = [new CdsClientOptions { Issuer = Issuer, Keys = $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"r","n":"{{key.N}}","e":"{{key.E}}"}]}""" }],
        };
        using var tokens = new ClientTokens(Options.Create(options), () => new HttpClient(_server, disposeHandler: false), _time);

        Assert.Null((await tokens.JudgeAsync("Bearer " + Sign(security: new RsaSecurityKey(rsa) { KeyId = "r" }, algorithm: "RS384"), Path, CancellationToken.None)).Refusal);
        Assert.Equal(0, _server.Asked);
    }

    [Theory]
    [InlineData(true, "https://cds.example", Keys, null, "AllowAnonymous")]
    [InlineData(false, null, Keys, null, "BaseUrl")]
    [InlineData(false, "https://cds.example", null, null, "KeysUrl or Keys")]
    [InlineData(false, "https://cds.example", Keys, "{}", "KeysUrl or Keys")]
    [InlineData(false, "https://cds.example", "http://ehr.example/jwks", null, "https")]
    public void Wrong_settings_are_refused_at_start(bool anonymous, string? baseUrl, string? keysUrl, string? keys, string words)
    {
        var options = new CdsHooksOptions
        {
            AllowAnonymous = anonymous, BaseUrl = baseUrl is null ? null : new Uri(baseUrl),
            Clients = [new CdsClientOptions { Issuer = Issuer, KeysUrl = keysUrl is null ? null : new Uri(keysUrl), Keys = keys }],
        };

        Assert.Contains(words, new CdsHooksOptionsValidator().Validate(null, options).FailureMessage);
    }

    private async Task<string?> JudgeAsync(string token) => (await _tokens.JudgeAsync("Bearer " + token, Path, CancellationToken.None)).Refusal;

    private string Sign(string id = "t", ECDsa? key = null, string keyId = "key-1", string? claim = null, string value = "", SecurityKey? security = null, string algorithm = "ES384")
    {
        string Or(string name, string usual) => claim == name ? value : usual;
        long Time(string name, int seconds) => (_time.GetUtcNow() + TimeSpan.FromSeconds(claim == name ? int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : seconds)).ToUnixTimeSeconds();
        security ??= new ECDsaSecurityKey(key ?? _key) { KeyId = Or("kid", keyId) };
        security.CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false };
        var head = new Dictionary<string, object>();
        if (claim == "jku") head["jku"] = value;
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Or("iss", Issuer), ["aud"] = Or("aud", "https://cds.example/api" + Path), ["tenant"] = Or("tenant", "ward"), ["jti"] = Or("jti", id),
            ["exp"] = Time("exp", 300), ["iat"] = claim == "exp" && value.StartsWith('-') ? Time("", -300) : Time("iat", 0),
        };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            JsonSerializer.Serialize(claims), new SigningCredentials(security, algorithm), head);
    }

    private static string Set(params (string Id, ECDsa Key)[] keys) => JsonSerializer.Serialize(new
    {
        keys = keys.Select(key => (Id: key.Id, Point: key.Key.ExportParameters(false).Q))
            .Select(key => new { kty = "EC", use = "sig", crv = "P-384", kid = key.Id, x = Base64UrlEncoder.Encode(key.Point.X!), y = Base64UrlEncoder.Encode(key.Point.Y!) }),
    });

    private sealed class KeyServer : HttpMessageHandler
    {
        public string Body { get; set; } = "";

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            Assert.Equal(Keys, request.RequestUri!.ToString());
            return Task.FromResult(new HttpResponseMessage(Status) { Content = new StringContent(Body) });
        }
    }
}
