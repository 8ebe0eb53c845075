namespace MedRecCloud.Training.Evaluation;

/// <summary>One drug's own figures over all encounters.</summary>
/// <param name="Orders">Encounters that ordered it.</param>
/// <param name="Proposals">Encounters for which it was proposed.</param>
internal sealed record DrugScore(string Drug, int Orders, int Proposals, int Hits)
{
    public double F1 => Orders + Proposals == 0 ? 0 : 2.0 * Hits / (Orders + Proposals);
}
