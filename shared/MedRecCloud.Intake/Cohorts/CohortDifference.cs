using System.Collections.Immutable;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>What another run, an earlier cohort's or another model's, proposed otherwise. Which encounter gained or lost what stands in <c>differences.ndjson</c>.</summary>
/// <param name="Against">Id of the earlier cohort, or name of the other model.</param>
/// <param name="Common">Encounters that both have a result for.</param>
/// <param name="Identical">Of those, with the same drugs.</param>
/// <param name="Agreement">Mean Jaccard overlap of the two runs' drugs; 1 where both propose nothing; null where no encounter has both.</param>
/// <param name="Drugs">Encounters that gained or lost each drug, most changed first.</param>
/// <param name="Jaccard">How much nearer this run is to the true orders than the other; null where none are known.</param>
internal sealed record CohortDifference(
    string Against, int Common, int Identical, double? Agreement, ImmutableArray<CohortDifference.DrugChange> Drugs, CohortDifference.Interval? Jaccard)
{
    /// <param name="Lower">Of gained less lost: the 95 % interval, by bootstrap over patients. One without 0 is a change beyond chance.</param>
    /// <param name="Groups">Who: changes by sex and age band.</param>
    internal sealed record DrugChange(string Drug, int Gained, int Lost, int Lower, int Upper, ImmutableSortedDictionary<string, int> Groups);

    /// <summary>A difference with its 95 % interval, by bootstrap over patients (1,000 draws, fixed seed).</summary>
    /// <param name="Worse">Share of draws below zero.</param>
    internal sealed record Interval(int Encounters, int Patients, double Difference, double Lower, double Upper, double Worse);
}
