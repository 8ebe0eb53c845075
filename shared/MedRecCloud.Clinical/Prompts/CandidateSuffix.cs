namespace MedRecCloud.Clinical.Prompts;

/// <summary>The candidate's part of a prompt in pieces whose token ids are computed once at load.</summary>
/// <param name="Lead">Constant text before the drug's name.</param>
/// <param name="Drug">The drug's name as the model reads it.</param>
/// <param name="Usage">How usual the drug is for such a visit, as one of the template's phrases; empty in templates that do not say.</param>
/// <param name="History">One of the template's few history phrases; empty in templates without history.</param>
/// <param name="Answer">Constant text after which the model answers Yes or No.</param>
public sealed record CandidateSuffix(string Lead, string Drug, string Usage, string History, string Answer)
{
    public override string ToString() => Lead + Drug + Usage + History + Answer;
}
