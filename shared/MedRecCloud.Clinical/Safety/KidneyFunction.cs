using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Safety;

/// <summary>The newest eGFR, reported or computed from creatinine, or the most that a diagnosed stage can mean.</summary>
/// <param name="Egfr">mL/min/1.73 m².</param>
/// <param name="Stage">The diagnosis it was concluded from; null when it was measured.</param>
internal sealed record KidneyFunction(decimal Egfr, ResourceKey Source, string? Stage = null)
{
    /// <summary>The newest measurement; without one, what the stage of a chronic kidney disease says (KDIGO 2024); null when there is neither.</summary>
    public static KidneyFunction? Of(ClinicalContext context, DrugKnowledge knowledge) => Newest(context, knowledge)
        ?? knowledge.Content.RenalLoinc.Stages
            .SelectMany(stage => Conditions.Active(context, stage.Conditions).Select(condition => new KidneyFunction(stage.AtMost, condition.Source, condition.Text)))
            .FirstOrDefault();

    /// <summary>The newest value not older than the knowledge file allows; null when there is none.</summary>
    public static KidneyFunction? Newest(ClinicalContext context, DrugKnowledge knowledge)
    {
        var inputs = knowledge.Content.RenalLoinc;
        var newest = Labs.Newest(context, [.. inputs.Egfr, .. inputs.Creatinine], TimeSpan.FromDays(inputs.MaxAgeDays));
        if (newest is null) return null;
        if (inputs.Egfr.Contains(newest.Code.Code)) return new KidneyFunction(Labs.MillilitresPerMinute(newest), newest.Source);
        var milligrams = Labs.MilligramsPerDecilitre(newest, inputs.Molar.Contains(newest.Code.Code));
        return context.Age is { } age and >= 18 && milligrams > 0 && context.Patient.Sex is "female" or "male"
            ? new KidneyFunction(CkdEpi2021(milligrams, context.Age!.Value, context.Patient.Sex == "female"), newest.Source)
            : null;
    }

    /// <summary>CKD-EPI 2021 creatinine equation without race (Inker et al., N Engl J Med 2021;385:1737), for adults.</summary>
    /// <param name="creatinine">Serum creatinine in mg/dL.</param>
    /// <returns>mL/min/1.73 m², to one decimal.</returns>
    internal static decimal CkdEpi2021(decimal creatinine, int age, bool female)
    {
        var (kappa, alpha) = female ? (0.7, -0.241) : (0.9, -0.302);
        var ratio = (double)creatinine / kappa;
        var egfr = 142 * Math.Pow(Math.Min(ratio, 1), alpha) * Math.Pow(Math.Max(ratio, 1), -1.200) * Math.Pow(0.9938, age) * (female ? 1.012 : 1);
        return Math.Round((decimal)egfr, 1);
    }
}
