using System.CommandLine;
using MedRecCloud.Intake;
using MedRecCloud.Intake.CdsHooks;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Intake.Events;
using MedRecCloud.Intake.Maintenance;
using MedRecCloud.Local.CdsHooks;
using MedRecCloud.Local.Cohorts;
using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Stack;
using MedRecCloud.Messaging;
using MedRecCloud.Storage;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Local.Commands;

/// <summary>
/// <c>medrec intake</c>: what the functions do in the cloud, as a part of the stack: the same handler, the same settlement, with the queue processor in the
/// place of the Functions trigger. Configured by environment variables, as the functions are.
/// </summary>
internal static class HostIntakeCommand
{
    public static Command Create()
    {
        var cds = new Option<int>("--cds-port") { Description = "TCP port of the CDS services on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => 0 };
        var command = new Command("intake", """
            Take in FHIR events from the queue, and answer CDS Hooks over HTTP. Configured by environment variables:
            ServiceBus__ConnectionString, BlobStorage__ConnectionString, Fhir__Servers__0__BaseUrl, Fhir__Servers__0__Accounts__0, Intake__QuietPeriod,
            CdsHooks__AllowAnonymous.
            """) { cds };
        command.Hidden = true;
        command.Do(async (parsed, cancellationToken) =>
        {
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
            HostedLogging.Configure(builder.Logging);
            builder.Services.AddServiceBus().AddBlobStorage().AddIntake();
            using var host = builder.Build();
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            var handler = host.Services.GetRequiredService<IFhirEventHandler>();
            var connection = host.Services.GetRequiredService<ServiceBusConnection>();
            await connection.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await using var processor = connection.CreateProcessor(
                QueueNames.FhirEvents,
                (message, token) => handler.HandleAsync(new IncomingEvent(message.Body, message.ContentType, message.ApplicationProperties, message.MessageId, message.DeliveryCount), token),
                host.Services.GetRequiredService<ISettlementPolicy>(),
                new QueueProcessorOptions { MaxConcurrentCalls = 16, Prefetch = 32 });
            await using var hooks = await StartHooksAsync(host.Services, parsed.GetValue(cds), cancellationToken).ConfigureAwait(false);
            new PartLine(Ready: QueueNames.FhirEvents).Print();
            var watch = new CohortWatch(
                host.Services.GetRequiredService<ICohortFiles>(), host.Services.GetRequiredService<ICohortPlanner>(), host.Services.GetServices<IMaintenanceTask>(), TimeProvider.System,
                host.Services.GetRequiredService<ILogger<CohortWatch>>());
            // Planning is long and synchronous work: it must not hold up the events.
            var watching = Task.Run(() => watch.RunAsync(cancellationToken), CancellationToken.None);
            await processor.RunAsync(cancellationToken).ConfigureAwait(false);
            await watching.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static async Task<CdsHooksServer> StartHooksAsync(IServiceProvider services, int port, CancellationToken cancellationToken)
    {
        try { return await CdsHooksServer.StartAsync(services.GetRequiredService<ICdsHooksDesk>(), port, cancellationToken).ConfigureAwait(false); }
        catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new CommandException($"Port {port} is taken: choose another with --cds-port, or 0 for a free one.", error);
        }
    }
}
