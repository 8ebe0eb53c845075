using Microsoft.Extensions.Options;

namespace MedRecCloud.Messaging;

[OptionsValidator]
internal sealed partial class ServiceBusOptionsValidator : IValidateOptions<ServiceBusOptions>;
