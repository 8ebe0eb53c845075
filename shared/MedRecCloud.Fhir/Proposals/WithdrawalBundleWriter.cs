using System.Text.Json;
using Hl7.Fhir.Model;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>
/// Withdraws an encounter's proposals: the earlier ones again, as <c>entered-in-error</c> or <c>cancelled</c>, by conditional update on their identifiers,
/// and a GuidanceResponse that says why. Without earlier proposals the Bundle holds the GuidanceResponse alone.
/// </summary>
public static class WithdrawalBundleWriter
{
    /// <param name="asOf">When the reason became known: the time of the event or of the read.</param>
    /// <param name="previous">The Bundle that stood until now, when there is one.</param>
    public static byte[] Write(WithdrawalReason reason, string server, ResourceKey encounter, DateTimeOffset asOf, ReadOnlySpan<byte> previous)
    {
        var earlier = previous.IsEmpty ? null : JsonSerializer.Deserialize<Bundle>(previous, ProposalBundleWriter.Json);
        var key = Key(reason, server, encounter, asOf);
        var code = JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());
        var requests = earlier?.Entry.Select(entry => entry.Resource).OfType<MedicationRequest>().ToArray() ?? [];
        var bundle = new Bundle
        {
            Type = Bundle.BundleType.Transaction,
            Identifier = new Identifier(ProposalSystems.Identifier, key),
            TimestampElement = new Instant(asOf.ToUniversalTime()),
        };
        foreach (var request in requests)
        {
            request.Status = reason == WithdrawalReason.Cancelled ? MedicationRequest.MedicationrequestStatus.Cancelled : MedicationRequest.MedicationrequestStatus.EnteredInError;
            request.StatusReason = new CodeableConcept(ProposalSystems.WithdrawalReason, code);
            bundle.Entry.Add(TakenBack.Of(request));
        }

        foreach (var choice in earlier?.Entry.Select(entry => entry.Resource).OfType<RequestGroup>() ?? [])
            bundle.Entry.Add(TakenBack.Of(choice, reason == WithdrawalReason.Cancelled ? RequestStatus.Revoked : RequestStatus.EnteredInError));

        bundle.Entry.Add(new Bundle.EntryComponent
        {
            Resource = Guidance(key, code, encounter, asOf, requests.FirstOrDefault()?.Subject),
            Request = new Bundle.RequestComponent
            {
                Method = Bundle.HTTPVerb.POST,
                Url = "GuidanceResponse",
                IfNoneExist = $"identifier={ProposalSystems.Identifier}|{key}-outcome",
            },
        });
        return JsonSerializer.SerializeToUtf8Bytes(bundle, ProposalBundleWriter.Json);
    }

    /// <summary>Deterministic name of a withdrawal.</summary>
    public static string Key(WithdrawalReason reason, string server, ResourceKey encounter, DateTimeOffset asOf) =>
        RequestKey.Of(server, encounter.Id, $"withdrawn-{reason}", asOf.ToUniversalTime().ToString("O", System.Globalization.CultureInfo.InvariantCulture));

    private static GuidanceResponse Guidance(string key, string code, ResourceKey encounter, DateTimeOffset asOf, ResourceReference? subject) => new()
    {
        Identifier = [new Identifier(ProposalSystems.Identifier, key + "-outcome")],
        Module = new FhirUri(ProposalSystems.Module),
        Status = GuidanceResponse.GuidanceResponseStatus.Success,
        Subject = subject,
        Encounter = new ResourceReference(encounter.Unversioned),
        OccurrenceDateTimeElement = new FhirDateTime(asOf.ToUniversalTime()),
        ReasonCode = [new CodeableConcept(ProposalSystems.WithdrawalReason, code)],
        Note = [new Annotation { Text = $"The proposals of this encounter are withdrawn: {code}." }],
    };
}
