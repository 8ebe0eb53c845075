namespace MedRecCloud.Models.Students;

/// <summary>One patient's codes as ids, not yet padded: visits oldest first, the present last.</summary>
/// <param name="Diagnoses">Per visit.</param>
/// <param name="Procedures">Per visit.</param>
/// <param name="Medications">Per visit; none in the present one.</param>
/// <param name="Profile">One category per field of the vocabulary.</param>
/// <param name="Candidates">A row of <see cref="CandidateColumns"/> per drug.</param>
public sealed record StudentInput(int[][] Diagnoses, int[][] Procedures, int[][] Medications, int[] Profile, byte[] Candidates)
{
    public int Visits => Diagnoses.Length;

    /// <summary>Longest set of codes of any visit and kind, at least 1.</summary>
    public int LongestSet { get; } = Diagnoses.Concat(Procedures).Concat(Medications).Select(codes => codes.Length).Append(1).Max();

    /// <summary>Share of the patient's codes, over all visits and kinds, that the model does not know; 0 when there is no code.</summary>
    public double UnknownShare { get; init; }
}
