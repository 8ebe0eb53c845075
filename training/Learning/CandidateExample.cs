namespace MedRecCloud.Training.Learning;

/// <summary>One candidate drug of one patient.</summary>
/// <param name="Suffix">Token ids of its part of the prompt.</param>
/// <param name="Yes">It was ordered.</param>
/// <param name="Weight">How much its loss counts.</param>
internal sealed record CandidateExample(int[] Suffix, bool Yes, float Weight = 1);
