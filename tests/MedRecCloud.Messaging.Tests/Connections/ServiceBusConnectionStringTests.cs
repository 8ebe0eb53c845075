namespace MedRecCloud.Messaging.Tests;

public sealed class ServiceBusConnectionStringTests
{
    private const string Key = "SharedAccessKeyName=Root;SharedAccessKey=c2VjcmV0;";

    [Theory]
    [InlineData("Endpoint=sb://contoso.servicebus.windows.net/;" + Key, "contoso.servicebus.windows.net", 5671, true)]
    [InlineData("Endpoint=sb://contoso.servicebus.windows.net;" + Key, "contoso.servicebus.windows.net", 5671, true)]
    [InlineData("endpoint=sb://contoso.servicebus.windows.net:6000/;" + Key, "contoso.servicebus.windows.net", 6000, true)]
    [InlineData("Endpoint=sb://localhost;" + Key + "UseDevelopmentEmulator=true", "localhost", 5672, false)]
    [InlineData("Endpoint=sb://localhost:6100;" + Key + "UseDevelopmentEmulator=true;", "localhost", 6100, false)]
    [InlineData("Endpoint=sb://localhost;" + Key + "UseDevelopmentEmulator=True", "localhost", 5671, true)]
    [InlineData("Endpoint=sb://localhost;" + Key + "UseDevelopmentEmulator=false", "localhost", 5671, true)]
    public void The_endpoint_and_the_emulator_flag_decide_where_and_how_to_connect(string text, string host, int port, bool useTls)
    {
        var endpoint = ServiceBusConnectionString.Parse(text).Endpoint;

        Assert.Equal(new NamespaceEndpoint(host, port, useTls), endpoint);
    }

    [Fact]
    public void A_key_that_ends_in_equals_signs_is_read_whole()
    {
        var parsed = ServiceBusConnectionString.Parse("Endpoint=sb://a.b;SharedAccessKeyName=Root;SharedAccessKey=abc+/==");

        Assert.Equal("abc+/==", parsed.Key);
    }

    [Fact]
    public void A_signature_takes_the_place_of_a_key()
    {
        var parsed = ServiceBusConnectionString.Parse("Endpoint=sb://a.b;SharedAccessSignature=SharedAccessSignature sr=x&sig=y&se=1&skn=z");

        Assert.Equal("SharedAccessSignature sr=x&sig=y&se=1&skn=z", parsed.Signature);
    }

    [Theory]
    [InlineData("", "Endpoint")]
    [InlineData(Key, "Endpoint")]
    [InlineData("Endpoint=contoso;" + Key, "not an address")]
    [InlineData("Endpoint=https://contoso;" + Key, "not an address")]
    [InlineData("Endpoint=sb://a.b", "SharedAccessKeyName")]
    [InlineData("Endpoint=sb://a.b;SharedAccessKeyName=Root", "SharedAccessKeyName")]
    [InlineData("Endpoint=sb://a.b;SharedAccessKey=secret", "SharedAccessKeyName")]
    [InlineData("Endpoint=sb://a.b;SharedAccessSignature=x;" + Key, "not both")]
    [InlineData("Endpoint=sb://a.b;Endpoint=sb://c.d;" + Key, "twice")]
    [InlineData("Endpoint=sb://a.b;SharedAcessKey=secret;" + Key, "unknown part")]
    [InlineData("secret", "unknown part")]
    public void What_cannot_be_read_is_named_without_showing_the_key(string text, string expected)
    {
        var error = Assert.Throws<FormatException>(() => ServiceBusConnectionString.Parse(text));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", error.Message, StringComparison.Ordinal);
    }
}
