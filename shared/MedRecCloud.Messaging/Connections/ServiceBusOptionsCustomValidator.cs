using Microsoft.Extensions.Options;

namespace MedRecCloud.Messaging;

/// <summary>What annotations cannot say: one address, readable, and delays in order.</summary>
internal sealed class ServiceBusOptionsCustomValidator : IValidateOptions<ServiceBusOptions>
{
    public ValidateOptionsResult Validate(string? name, ServiceBusOptions options) =>
        NamespaceAccess.Problem(options) is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
}
