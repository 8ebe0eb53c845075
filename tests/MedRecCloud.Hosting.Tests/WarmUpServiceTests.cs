using MedRecCloud.Hosting.Starting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Hosting.Tests;

public sealed class WarmUpServiceTests
{
    [Fact]
    public async Task It_runs_once_the_host_has_started_and_a_failure_stops_nothing()
    {
        var ran = new TaskCompletionSource<bool>();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(ran).AddHostedService<Failing>();
        using var host = builder.Build();

        await host.StartAsync();

        Assert.True(await ran.Task.WaitAsync(TimeSpan.FromSeconds(30)), "The host had not started yet.");
        var failing = (BackgroundService)host.Services.GetServices<IHostedService>().Single(service => service is Failing);
        await failing.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        await host.StopAsync();
    }

    private sealed class Failing(TaskCompletionSource<bool> ran, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Failing> logger) : WarmUpService(lifetime, time, logger)
    {
        private readonly IHostApplicationLifetime _lifetime = lifetime;

        protected override void WarmUp()
        {
            ran.TrySetResult(_lifetime.ApplicationStarted.IsCancellationRequested);
            throw new InvalidOperationException("x");
        }
    }
}
