namespace MedRecCloud.Clinical.Scoring;

/// <summary>The ages a model learnt from: whole years at t0, both ends included. Ages are capped at 90, so 90 stands for 90 and older.</summary>
public sealed record AgeRange(int From, int To)
{
    public bool Covers(int age) => age >= From && age <= To;
}
