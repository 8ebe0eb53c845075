using System.Text.Json;
using Hl7.Fhir.Model;
using MedRecCloud.Fhir.Servers;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>
/// Sends outcomes to the FHIR servers that ask for it (<see cref="FhirServerOptions.WriteBack"/>), before they are stored: a transaction that can be repeated,
/// so a writer that dies in between is simply run again. Proposals that a newer outcome replaces are cancelled in the same transaction; those of an outcome
/// that returns (an encounter restored, a context as it was before) are drafts again by a second one.
/// </summary>
/// <param name="servers">Null where no server is configured: nothing is sent.</param>
public sealed class ProposalWriteBack(FhirServers? servers)
{
    /// <summary>True when the server's proposals are to be sent to it.</summary>
    public bool IsWanted(string server) => servers?.Named(server)?.Options.WriteBack == true;

    /// <param name="server">Name of the FHIR server in the configuration.</param>
    /// <param name="previous">The Bundle that stood until now; empty when there is none.</param>
    /// <exception cref="FhirServerException">The server did not take it.</exception>
    public async System.Threading.Tasks.Task SendAsync(
        string server, ReadOnlyMemory<byte> bundle, ReadOnlyMemory<byte> previous, CancellationToken cancellationToken)
    {
        if (!IsWanted(server)) return;
        var client = servers!.Named(server)!;
        using var answer = await client.TransactAsync(Supersede(bundle, previous), new RoundTrips(), cancellationToken);
        if (!previous.IsEmpty && ReturnedOutcome.Of(bundle, answer.RootElement) is { } again)
            (await client.TransactAsync(again, new RoundTrips(), cancellationToken)).Dispose();
    }

    /// <summary>The Bundle with the previous one's proposals cancelled by conditional update on their identifiers (R4, 3.1.0.4.3).</summary>
    internal static ReadOnlyMemory<byte> Supersede(ReadOnlyMemory<byte> bundle, ReadOnlyMemory<byte> previous)
    {
        if (previous.IsEmpty) return bundle;
        var (next, earlier) = (Read(bundle), Read(previous));
        var kept = Proposals(next).Select(request => request.Identifier[0].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var request in Proposals(earlier).Where(request => !kept.Contains(request.Identifier[0].Value)))
        {
            if (request.Status == MedicationRequest.MedicationrequestStatus.Draft) request.Status = MedicationRequest.MedicationrequestStatus.Cancelled;
            next.Entry.Add(TakenBack.Of(request));
        }

        var offered = Choices(next).Select(choice => choice.Identifier[0].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var choice in Choices(earlier).Where(choice => choice.Status == RequestStatus.Draft && !offered.Contains(choice.Identifier[0].Value)))
            next.Entry.Add(TakenBack.Of(choice, RequestStatus.Revoked));

        return JsonSerializer.SerializeToUtf8Bytes(next, ProposalBundleWriter.Json);
    }

    private static Bundle Read(ReadOnlyMemory<byte> bundle) => JsonSerializer.Deserialize<Bundle>(bundle.Span, ProposalBundleWriter.Json)!;

    private static IEnumerable<RequestGroup> Choices(Bundle bundle) =>
        bundle.Entry.Select(entry => entry.Resource).OfType<RequestGroup>().Where(choice => choice.Identifier.Count > 0);

    private static IEnumerable<MedicationRequest> Proposals(Bundle bundle) =>
        bundle.Entry.Select(entry => entry.Resource).OfType<MedicationRequest>().Where(request => request.Identifier.Count > 0);
}
