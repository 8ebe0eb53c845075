namespace MedRecCloud.Clinical.Scoring;

/// <summary>How a model package answers (written <c>lamo</c>, <c>leader-teacher</c>, <c>leader-student</c> in its manifest).</summary>
public enum ModelKind
{
    /// <summary>Yes/No per candidate drug (arXiv 2503.03687).</summary>
    Lamo,

    /// <summary>A label head over the whole formulary on the prompt's last token (arXiv 2402.02803, LEADER(T)).</summary>
    LeaderTeacher,

    /// <summary>The small distilled model over code sets (LEADER(S)).</summary>
    LeaderStudent,
}
