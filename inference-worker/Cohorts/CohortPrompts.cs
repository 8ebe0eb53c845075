using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker;

/// <summary>An encounter as the request that a model is asked: what of the prompt nobody reads is not written.</summary>
internal static class CohortPrompts
{
    /// <param name="template">The model's own; null where only codes are read.</param>
    public static InferenceRequest Request(ClinicalContext context, string cohort, CohortManifest manifest, LoadedModel model, IPromptTemplate? template) => new()
    {
        Server = context.Server,
        Encounter = context.Encounter.Source,
        // Names the FHIR documents; nothing else here reads it.
        ContextHash = manifest.FhirProposals ? ContextHash.Of(context) : "",
        AsOf = context.PredictionTime,
        Context = context,
        // A Bundle quotes the prompt as evidence.
        Prompt = template is not null && (model.Engine.ReadsText || manifest.FhirProposals)
            ? template.Compose(context, model.Manifest.MaxPrefixCharacters)
            // A student reads the codes, each drug's own history and what the visit is about: the same as of a live event.
            : new Prompt(model.Manifest.PromptTemplate, "", [], CandidateHistories.Of(context), CodeHistories.Of(context), []) { Aspects = VisitAspects.Of(context) },
        Cohort = cohort,
    };
}
