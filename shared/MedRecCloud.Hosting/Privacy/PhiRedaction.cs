using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Hosting.Privacy;

/// <summary>Turns on erasure of everything marked <see cref="PhiAttribute"/>, and of anything classified that nobody has a rule for.</summary>
public static class PhiRedaction
{
    public static IServiceCollection AddPhiRedaction(this IServiceCollection services)
    {
        services.AddLogging(logging => logging.EnableRedaction());
        services.AddRedaction(redaction =>
        {
            redaction.SetRedactor<ErasingRedactor>(new DataClassificationSet(PhiAttribute.Class));
            redaction.SetFallbackRedactor<ErasingRedactor>();
        });
        return services;
    }
}
