using System.Security.Cryptography;
using System.Text;
using Hl7.Fhir.Model;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>One Bundle in the making: its entries, and ids derived from the result's key so that every run gives the same.</summary>
internal sealed class BundleScope(InferenceRequest request, ModelVersion model)
{
    private readonly List<Bundle.EntryComponent> _entries = [];
    private readonly Dictionary<Resource, string> _urls = [];

    public InferenceRequest Request { get; } = request;

    public ModelVersion Model { get; } = model;

    /// <summary>The result's deterministic name; see <see cref="RequestKey"/>.</summary>
    public string Key { get; } = RequestKey.OfResult(request.Server, request.Encounter.Id, request.ContextHash, model.PackageHash, model.PromptVersion);

    public FhirDateTime AuthoredOn { get; } = new(request.AsOf.ToUniversalTime());

    public ResourceReference Subject { get; } = new(request.Context.Patient.Source.Unversioned);

    public ResourceReference Encounter { get; } = new(request.Encounter.Unversioned);

    /// <summary>Reference to a resource added earlier.</summary>
    public ResourceReference To(Resource resource) => new(_urls[resource]);

    /// <summary>Reference to the model's Device, always the Bundle's first entry.</summary>
    public ResourceReference ToDevice() => new(_entries[0].FullUrl);

    /// <summary>Adds a RequestGroup that offers the proposals as a free choice ("any"), and returns a reference to it.</summary>
    public ResourceReference ToChoice(IEnumerable<MedicationRequest> proposals)
    {
        var choice = new RequestGroup
        {
            Identifier = [Identify("choice")],
            Status = RequestStatus.Draft,
            Intent = RequestIntent.Proposal,
            Subject = Subject,
            Encounter = Encounter,
            AuthoredOnElement = AuthoredOn,
            Author = ToDevice(),
            Action =
            [
                new RequestGroup.ActionComponent
                {
                    Title = "Medication proposals",
                    SelectionBehavior = ActionSelectionBehavior.Any,
                    Action = [.. proposals.Select(proposal => new RequestGroup.ActionComponent { Title = (proposal.Medication as CodeableConcept)?.Text, Resource = To(proposal) })],
                },
            ],
        };
        Add(choice, choice.Identifier[0]);
        return To(choice);
    }

    /// <summary>Adds a resource as a create that a repeated POST does not repeat (R4, 3.1.0.8.1 conditional create).</summary>
    public void Add(DomainResource resource, Identifier identity) => Add(resource, () => new Bundle.RequestComponent
    {
        Method = Bundle.HTTPVerb.POST,
        Url = resource.TypeName,
        IfNoneExist = $"identifier={identity.System}|{identity.Value}",
    });

    /// <summary>Adds a resource that has no identifier in R4 (Provenance) as an update of an id derived from the result, which a repetition leaves as it is.</summary>
    public void AddUnderOwnId(DomainResource resource, string part)
    {
        resource.Id = $"{Key}-{part}";
        Add(resource, () => new Bundle.RequestComponent { Method = Bundle.HTTPVerb.PUT, Url = $"{resource.TypeName}/{resource.Id}" });
    }

    private void Add(DomainResource resource, Func<Bundle.RequestComponent> request)
    {
        // AIAST: "artificial intelligence asserted" (HL7 AI Transparency on FHIR).
        (resource.Meta ??= new Meta()).Security.Add(new Hl7.Fhir.Model.Coding(CodeSystems.ObservationValue, "AIAST", "Artificial Intelligence asserted"));
        var url = "urn:uuid:" + Uuid(_entries.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _urls[resource] = url;
        _entries.Add(new Bundle.EntryComponent
        {
            FullUrl = url,
            Resource = resource,
            Request = request(),
        });
    }

    /// <summary>An identifier of this result.</summary>
    /// <param name="part">What of the result it names; letters, digits and '-'.</param>
    public Identifier Identify(string part) => new(ProposalSystems.Identifier, $"{Key}-{part}");

    public Bundle ToBundle() => new()
    {
        Type = Bundle.BundleType.Transaction,
        Identifier = new Identifier(ProposalSystems.Identifier, Key),
        TimestampElement = new Instant(Request.AsOf.ToUniversalTime()),
        Entry = _entries,
    };

    /// <summary>A UUID of version 8 (RFC 9562) from the result's key and a name within it.</summary>
    private Guid Uuid(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{Key}/{name}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
