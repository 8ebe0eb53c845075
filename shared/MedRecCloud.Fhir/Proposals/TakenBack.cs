using Hl7.Fhir.Model;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>An earlier Bundle's resources as they are written again when they no longer stand: by conditional update on their identifiers (R4, 3.1.0.4.3).</summary>
internal static class TakenBack
{
    /// <summary>What they point to in the earlier Bundle was resolved by the server then, and cannot be from this one.</summary>
    public static Bundle.EntryComponent Of(MedicationRequest request)
    {
        request.DetectedIssue.Clear();
        request.Requester = null;
        return Entry(request, request.Identifier[0]);
    }

    /// <summary>The choice among proposals that are gone; left a draft it would still offer them.</summary>
    public static Bundle.EntryComponent Of(RequestGroup choice, RequestStatus status)
    {
        choice.Status = status;
        choice.Author = null;
        choice.Action.Clear();
        return Entry(choice, choice.Identifier[0]);
    }

    private static Bundle.EntryComponent Entry(Resource resource, Identifier identity) => new()
    {
        Resource = resource,
        Request = new Bundle.RequestComponent { Method = Bundle.HTTPVerb.PUT, Url = $"{resource.TypeName}?identifier={identity.System}|{identity.Value}" },
    };
}
