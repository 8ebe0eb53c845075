using MedRecCloud.Models.Students;

namespace MedRecCloud.Training.Model.Candidates;

/// <summary>Names and shapes of the candidates' network.</summary>
internal static class CandidateTensors
{
    public const string Columns = "candidate.columns", Drugs = "candidate.drugs", Base = "candidate.base", Context = "candidate.context", Meet = "candidate.meet", Answer = "candidate.answer";

    public static IEnumerable<(string Name, long[] Shape)> Of(CandidateConfig config)
    {
        long width = config.Width;
        return
        [
            (Columns, [CandidateColumns.Categories, width]), (Drugs, [config.Labels, width]), (Base, [1, width]),
            ($"{Context}.weight", [width, config.Context]), ($"{Context}.bias", [width]), ($"{Meet}.weight", [width, width]), ($"{Meet}.bias", [width]),
            ($"{Answer}.weight", [1, width]), ($"{Answer}.bias", [1]),
        ];
    }
}
