using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Messaging.Tests;

public sealed class TokenSourceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_shared_key_signs_the_audience_and_the_expiry()
    {
        var source = new SharedKeyTokenSource("Root", "c2VjcmV0", new FakeTimeProvider(Now));

        var token = await source.GetTokenAsync("sb://contoso.servicebus.windows.net/fhir-events", CancellationToken.None);

        Assert.StartsWith("SharedAccessSignature ", token.Value, StringComparison.Ordinal);
        var fields = HttpUtility.ParseQueryString(token.Value["SharedAccessSignature ".Length..].Replace("+", "%2B", StringComparison.Ordinal));
        var expiry = (Now + TimeSpan.FromHours(1)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = "sb%3A%2F%2Fcontoso.servicebus.windows.net%2Ffhir-events\n" + expiry;
        Assert.Equal("sb://contoso.servicebus.windows.net/fhir-events", fields["sr"]);
        Assert.Equal(expiry, fields["se"]);
        Assert.Equal("Root", fields["skn"]);
        Assert.Equal(Convert.ToBase64String(HMACSHA256.HashData("c2VjcmV0"u8, Encoding.UTF8.GetBytes(signed))), fields["sig"]);
        Assert.Equal(Now + TimeSpan.FromHours(1), token.ExpiresAt);
        Assert.Equal("servicebus.windows.net:sastoken", token.Type);
    }

    [Theory]
    [InlineData("SharedAccessSignature sr=a&sig=b&se=1800000000&skn=c", 1_800_000_000L)]
    [InlineData("SharedAccessSignature se=1800000000&sr=a&sig=b&skn=c", 1_800_000_000L)]
    public async Task A_ready_signature_is_handed_on_with_its_own_expiry(string signature, long expiry)
    {
        var token = await new SignatureTokenSource(signature).GetTokenAsync("sb://x/y", CancellationToken.None);

        Assert.Equal(signature, token.Value);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(expiry), token.ExpiresAt);
    }

    [Fact]
    public async Task A_token_never_shows_itself_in_text()
    {
        var token = await new SharedKeyTokenSource("Root", "k", new FakeTimeProvider(Now)).GetTokenAsync("sb://x/y", CancellationToken.None);

        Assert.DoesNotContain("sig=", token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3600, 3300)]
    [InlineData(60, 48)]
    [InlineData(0, 0.1)]
    [InlineData(-5, 0.1)]
    public void A_token_is_renewed_five_minutes_early_or_after_four_fifths_of_its_life(double remaining, double expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), RenewalTime.OfToken(TimeSpan.FromSeconds(remaining)));

    [Theory]
    [InlineData(60, 50)]
    [InlineData(30, 20)]
    [InlineData(5, 2.5)]
    [InlineData(-1, 0.1)]
    public void A_lock_is_renewed_ten_seconds_early_or_after_half_of_its_life(double remaining, double expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), RenewalTime.OfLock(TimeSpan.FromSeconds(remaining)));
}
