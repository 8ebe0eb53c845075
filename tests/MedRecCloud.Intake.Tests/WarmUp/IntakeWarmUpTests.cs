using System.Text.Json;
using MedRecCloud.Intake.WarmUp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MedRecCloud.Intake.Tests.WarmUp;

public sealed class IntakeWarmUpTests
{
    [Fact]
    public void The_made_up_patient_becomes_a_request_with_a_note_of_every_format_read()
    {
        using var request = JsonDocument.Parse(IntakeWarmUp.Run(new IntakeOptions()));

        var context = request.RootElement.GetProperty("context");
        var read = context.GetProperty("notes").EnumerateArray()
            .Where(note => note.GetProperty("text").GetString()!.Contains("A cough.", StringComparison.Ordinal))
            .Select(note => note.GetProperty("source").GetString()!).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["DocumentReference/warm-up-1", "DocumentReference/warm-up-2", "DocumentReference/warm-up-3", "DocumentReference/warm-up-4", "DocumentReference/warm-up-5"], read);
        Assert.Equal(0, context.GetProperty("unread").GetArrayLength());
        var prefix = request.RootElement.GetProperty("prompt").GetProperty("prefix").GetString();
        foreach (var part in (string[])["Hypertension", "Acute bronchitis", "lisinopril"]) Assert.Contains(part, prefix);
    }

    [Fact]
    public void Every_host_of_the_intake_warms_up() =>
        Assert.Contains(new ServiceCollection().AddIntake(), service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(IntakeWarmUp));
}
