using System.Text.Json;
using System.Text.Json.Nodes;
using MedRecCloud.Clinical;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>report.json: for machines, every figure under the name that <see cref="ReportFigures"/> gives it.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Indented = new(ClinicalJson.Options) { WriteIndented = true };

    public static string Of(EvaluationReport report) => new JsonObject
    {
        ["data"] = JsonSerializer.SerializeToNode(report.Data, ClinicalJson.Options),
        ["protocol"] = report.Protocol,
        ["interactions"] = report.InteractionSource,
        ["seed"] = report.Seed,
        ["bootstrap"] = $"{Bootstrap.Rounds} x {100 * Bootstrap.Share:0} % of patients",
        ["warnings"] = new JsonArray([.. report.Warnings.Select(warning => (JsonNode)warning)]),
        ["heldOutDrugs"] = new JsonArray([.. report.HeldOutDrugs.Select(drug => (JsonNode)drug)]),
        ["learningCurve"] = JsonSerializer.SerializeToNode(report.LearningCurve, ClinicalJson.Options),
        ["models"] = new JsonArray([.. report.Models.Select(model => (JsonNode)Model(model, report.InteractionSource is not null))]),
    }.ToJsonString(Indented);

    private static JsonObject Model(Judgement judgement, bool interactionsAreKnown)
    {
        var model = new JsonObject { ["name"] = judgement.Name, ["baseline"] = judgement.IsBaseline, ["visits"] = judgement.Metrics.Visits, ["patients"] = judgement.Metrics.Patients };
        foreach (var (name, of) in ReportFigures.Of(interactionsAreKnown))
        {
            model[name] = Rounded(of(judgement.Metrics));
            model[name + "Deviation"] = of(judgement.Metrics) is null ? null : Rounded(judgement.Deviation(of));
        }
        model["allEncounters"] = JsonSerializer.SerializeToNode(judgement.All, ClinicalJson.Options);
        model["againstBestBaseline"] = JsonSerializer.SerializeToNode(judgement.AgainstBestBaseline, ClinicalJson.Options);
        model["heldOut"] = judgement.HeldOut is { } heldOut ? Figures(heldOut, interactionsAreKnown) : null;
        model["subgroups"] = new JsonObject(judgement.Subgroups.Select(group => KeyValuePair.Create(group.Key, (JsonNode?)Figures(group.Value, interactionsAreKnown))));
        model["drugs"] = JsonSerializer.SerializeToNode(judgement.Drugs, ClinicalJson.Options);
        return model;
    }

    private static JsonObject Figures(Metrics metrics, bool interactionsAreKnown) => new(
    [
        KeyValuePair.Create("visits", (JsonNode?)metrics.Visits), KeyValuePair.Create("patients", (JsonNode?)metrics.Patients),
        .. ReportFigures.Of(interactionsAreKnown).Select(figure => KeyValuePair.Create(figure.Name, (JsonNode?)Rounded(figure.Of(metrics)))),
    ]);

    private static double? Rounded(double? value) => value is { } figure ? Math.Round(figure, 6) : null;
}
