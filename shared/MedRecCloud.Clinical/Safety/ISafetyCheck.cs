using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Clinical.Safety;

/// <summary>One kind of safety question about one candidate. Pure: the same arguments give the same issues.</summary>
public interface ISafetyCheck
{
    /// <param name="candidate">The drug under review.</param>
    /// <param name="others">The other candidates that may be proposed beside it.</param>
    IEnumerable<DetectedIssue> Review(MedicationScore candidate, IReadOnlyList<MedicationScore> others, ClinicalContext context);

    /// <summary>Names what the check needed and did not find ("creatinine in the last 90 days"); empty when it had all.</summary>
    IEnumerable<string> MissingInputs(ClinicalContext context);
}
