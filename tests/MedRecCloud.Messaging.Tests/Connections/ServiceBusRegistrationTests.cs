using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Messaging.Tests;

public sealed class ServiceBusRegistrationTests
{
    private const string Valid = "Endpoint=sb://localhost:6100;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true";

    [Fact]
    public async Task A_valid_section_gives_one_connection()
    {
        using var host = HostWith(("ServiceBus:ConnectionString", Valid), ("ServiceBus:MaxRetries", "2"));
        await host.StartAsync();

        var connection = host.Services.GetRequiredService<ServiceBusConnection>();

        Assert.Same(connection, host.Services.GetRequiredService<ServiceBusConnection>());
        Assert.False(connection.IsConnected);
        Assert.Equal(2, host.Services.GetRequiredService<IOptions<ServiceBusOptions>>().Value.MaxRetries);
        await host.StopAsync();
    }

    [Theory]
    [InlineData(null, null, "Set either")]
    [InlineData(Valid, "contoso.servicebus.windows.net", "Set either")]
    [InlineData("Endpoint=nonsense", null, "not an address")]
    [InlineData(null, "not a host!", "not a host name")]
    public async Task Wrong_options_are_refused_at_start_up(string? connectionString, string? fullyQualifiedNamespace, string expected)
    {
        using var host = HostWith(("ServiceBus:ConnectionString", connectionString), ("ServiceBus:FullyQualifiedNamespace", fullyQualifiedNamespace));

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_out_of_range_and_delays_in_the_wrong_order_are_refused_with_both_values()
    {
        using var range = HostWith(("ServiceBus:ConnectionString", Valid), ("ServiceBus:MaxRetries", "-1"));
        using var order = HostWith(("ServiceBus:ConnectionString", Valid), ("ServiceBus:RetryDelay", "00:00:30"), ("ServiceBus:MaxRetryDelay", "00:00:10"));

        Assert.Contains("MaxRetries", (await Assert.ThrowsAsync<OptionsValidationException>(() => range.StartAsync())).Message, StringComparison.Ordinal);
        var message = (await Assert.ThrowsAsync<OptionsValidationException>(() => order.StartAsync())).Message;
        Assert.Contains("00:00:30", message, StringComparison.Ordinal);
        Assert.Contains("00:00:10", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_namespace_without_an_identity_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new ServiceBusConnection(new ServiceBusOptions { FullyQualifiedNamespace = "contoso.servicebus.windows.net" }));

        Assert.Contains("Entra identity", error.Message, StringComparison.Ordinal);
    }

    private static IHost HostWith(params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.Services.AddServiceBus();
        return builder.Build();
    }
}
