using MedRecCloud.Intake;
using MedRecCloud.Local.Stack;
using MedRecCloud.Messaging;
using MedRecCloud.Storage;

namespace MedRecCloud.Local.Cohorts;

/// <summary>The cohorts of a running stack, through the same desk that the HTTP functions use.</summary>
internal static class CohortClient
{
    public static IHost Connect(StackAddresses addresses)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddServiceBus(options => options.ConnectionString = addresses.ServiceBus).AddBlobStorage(options => options.ConnectionString = addresses.BlobStorage);
        builder.Services.AddIntake();
        return builder.Build();
    }
}
