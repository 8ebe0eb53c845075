using MedRecCloud.Intake.Cohorts;

namespace MedRecCloud.Functions.Tests.Cohorts;

/// <summary>Cohorts in memory.</summary>
internal sealed class FakeDesk : ICohortDesk
{
    public Dictionary<string, byte[]> Manifests { get; } = [];

    public List<(string Id, CohortCommand Command)> Commands { get; } = [];

    public bool Ended { get; set; }

    public Task<bool> StartAsync(string id, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) => Task.FromResult(Manifests.TryAdd(id, manifest.ToArray()));

    public Task<ReadOnlyMemory<byte>?> ReadProgressAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(Manifests.ContainsKey(id) ? (ReadOnlyMemory<byte>?)"{\"planned\":1}"u8.ToArray() : null);

    public Task<CohortControl> ControlAsync(string id, CohortCommand command, CancellationToken cancellationToken)
    {
        Commands.Add((id, command));
        return Task.FromResult(!Manifests.ContainsKey(id) ? CohortControl.Unknown : Ended ? CohortControl.Ended : CohortControl.Accepted);
    }
}
