namespace MedRecCloud.Training.Baselines;

/// <summary>Every conventional method of the report, weakest first.</summary>
internal static class AllBaselines
{
    public static IReadOnlyList<IBaseline> List =>
    [
        new MostFrequent(), CopyBaseline.PreviousVisit, CopyBaseline.SameKind, CopyBaseline.SameKindOrNothing, new ConditionRule(), new NearestNeighbours(),
        CodeRegression.OnCodes, CodeRegression.OnCodesAndMedicines, new PairBoosting(everyEncounter: true), new PairBoosting(everyEncounter: false),
    ];
}
