using System.Collections.Immutable;
using Hl7.Fhir.Model;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>Who made it from what (AIProvenance profile): the model as author, every source of the prompt as an entity, the prompt by its hash.</summary>
internal static class OutcomeProvenance
{
    public static Provenance Of(BundleScope scope, ProposalOutcome outcome, IReadOnlyList<DomainResource> targets) => new()
    {
        Meta = new Meta { Profile = [ProposalSystems.ProvenanceProfile] },
        Target = [.. targets.Select(scope.To)],
        Occurred = scope.AuthoredOn,
        RecordedElement = new Instant(scope.Request.AsOf.ToUniversalTime()),
        Reason = [new CodeableConcept(CodeSystems.ObservationValue, "AIAST", "Artificial Intelligence asserted")],
        Agent =
        [
            new Provenance.AgentComponent
            {
                Type = new CodeableConcept("http://terminology.hl7.org/CodeSystem/provenance-participant-type", "author", "Author"),
                // The profile fixes this value "exactly": a display beside the code would break it.
                Role = [new CodeableConcept(ProposalSystems.DeviceType, "Artificial-Intelligence")],
                Who = scope.ToDevice(),
            },
        ],
        Entity =
        [
            .. Sources(scope.Request.Context).Select(source => new Provenance.EntityComponent
            {
                Role = Provenance.ProvenanceEntityRole.Source,
                What = new ResourceReference(source.ToString()),
            }),
            new Provenance.EntityComponent
            {
                Role = Provenance.ProvenanceEntityRole.Derivation,
                What = new ResourceReference
                {
                    Identifier = new Identifier(ProposalSystems.Identifier, scope.Request.ContextHash),
                    Display = $"Prompt {scope.Request.Prompt.TemplateVersion}, drug knowledge {ProposalDecision.Shipped.KnowledgeVersion}",
                },
            },
        ],
    };

    private static IEnumerable<ResourceKey> Sources(ClinicalContext context) =>
        new[] { context.Patient.Source, context.Encounter.Source }
            .Concat(context.Conditions.Select(fact => fact.Source))
            .Concat(context.Allergies.Select(fact => fact.Source))
            .Concat(context.Medications.Select(fact => fact.Source))
            .Concat(context.CurrentOrders.Select(fact => fact.Source))
            .Concat(context.Procedures.Select(fact => fact.Source))
            .Concat(context.Observations.Select(fact => fact.Source))
            .Concat(context.Notes.Select(section => section.Source))
            .Distinct()
            .OrderBy(source => source.ToString(), StringComparer.Ordinal);
}
