using System.Text.Json;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Storage;

namespace MedRecCloud.InferenceWorker;

/// <summary>The short form of an outcome under its deterministic name.</summary>
internal static class OutcomeRecord
{
    /// <summary>Name of the result that this model would give: the same however often it is made.</summary>
    public static string KeyOf(string server, string encounterId, string contextHash, ModelVersion model) =>
        RequestKey.OfResult(server, encounterId, contextHash, model.PackageHash, model.PromptVersion);

    public static CurrentOutcome Of(ProposalOutcome outcome, InferenceRequest request, ModelVersion model)
    {
        var key = KeyOf(request.Server, request.Encounter.Id, request.ContextHash, model);
        var record = new CurrentOutcome
        {
            Server = request.Server,
            Encounter = request.Encounter,
            Outcome = "",
            Bundle = $"{RequestKey.Folder(request.Server, request.Encounter.Id)}/{key}.json",
            Key = key,
            ContextHash = request.ContextHash,
            AsOf = request.AsOf,
            Model = model.ToString(),
            Age = request.Context.Age,
            Sex = request.Context.Patient.Sex,
        };
        return outcome switch
        {
            ProposalOutcome.Proposed proposed => record with
            {
                Outcome = "proposed",
                Drugs = [.. proposed.Review.Accepted.Select(proposal => new ProposedDrug(proposal.Score.Drug, proposal.Score.Probability))],
                Issues = proposed.Review.Accepted.Sum(proposal => proposal.Issues.Length) + proposed.Review.Rejected.Length,
            },
            ProposalOutcome.Abstained abstained => record with { Outcome = "abstained", Reason = Word(abstained.Reason), Issues = abstained.Rejected.Length },
            ProposalOutcome.Withdrawn withdrawn => record with { Outcome = "withdrawn", Reason = Word(withdrawn.Reason) },
            _ => throw new ArgumentException("An outcome of an unknown kind.", nameof(outcome)),
        };
    }

    private static string Word<T>(T reason) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());
}
