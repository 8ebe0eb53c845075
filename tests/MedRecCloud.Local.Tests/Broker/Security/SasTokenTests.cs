using System.Security.Cryptography;
using System.Text;
using MedRecCloud.Local.Broker.Security;

namespace MedRecCloud.Local.Tests.Broker.Security;

public class SasTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("sb://localhost:5672/orders", "orders")]
    [InlineData("sb://localhost/orders/$management", "orders/$management")]
    [InlineData("amqp://localhost/", "")]
    [InlineData("sb://localhost", "")]
    public void A_signed_token_opens_the_entity_it_names(string audience, string path) =>
        Assert.Equal(path, SasToken.Validate(Token(audience), "name", "key", Now, out _)?.Path);

    [Fact]
    public void A_token_signed_with_another_key_opens_nothing()
    {
        Assert.Null(SasToken.Validate(Token("sb://localhost/orders", key: "other"), "name", "key", Now, out var problem));
        Assert.StartsWith("InvalidSignature", problem);
    }

    [Fact]
    public void An_expired_token_opens_nothing()
    {
        Assert.Null(SasToken.Validate(Token("sb://localhost/orders", Now.AddSeconds(-1)), "name", "key", Now, out var problem));
        Assert.StartsWith("ExpiredToken", problem);
    }

    [Fact]
    public void A_token_with_a_moved_expiry_opens_nothing()
    {
        var token = Token("sb://localhost/orders", Now.AddSeconds(-1));
        Assert.Null(SasToken.Validate(token.Replace($"se={Now.AddSeconds(-1).ToUnixTimeSeconds()}", $"se={Now.AddHours(1).ToUnixTimeSeconds()}"), "name", "key", Now, out var problem));
        Assert.StartsWith("InvalidSignature", problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30.x")]
    [InlineData("SharedAccessSignature ")]
    [InlineData("SharedAccessSignature sr=a&sig=%%%&se=x&skn=name")]
    [InlineData("SharedAccessSignature sr=a&sig=AAAA&se=99999999999999999999&skn=name")]
    public void What_is_no_token_of_ours_opens_nothing(string token) => Assert.Null(SasToken.Validate(token, "name", "key", Now, out _));

    [Fact]
    public void A_claim_covers_what_lies_below_it_until_it_ends()
    {
        var claims = new Claims();
        claims.Grant("orders", Now.AddMinutes(1));
        Assert.True(claims.Allow("ORDERS/$management", Now));
        Assert.True(claims.Allow("orders", Now));
        Assert.False(claims.Allow("orders2", Now));
        Assert.False(claims.Allow("", Now));
        Assert.False(claims.Allow("orders", Now.AddMinutes(2)));
        claims.GrantEverything();
        Assert.True(claims.Allow("anything/at/all", Now.AddYears(100)));
    }

    private static string Token(string audience, DateTimeOffset? until = null, string key = "key")
    {
        var resource = Uri.EscapeDataString(audience);
        var expiry = (until ?? Now.AddHours(1)).ToUnixTimeSeconds();
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{resource}\n{expiry}")));
        return $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(signature)}&se={expiry}&skn=name";
    }
}
