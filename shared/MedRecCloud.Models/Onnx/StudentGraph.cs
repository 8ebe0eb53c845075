namespace MedRecCloud.Models.Onnx;

/// <summary>Names and layout of the LEADER student's ONNX graph.</summary>
/// <remarks>B encounters, V visits (history first, the present last), C codes per visit. Code 0 is padding; a padded visit has only padding codes.</remarks>
public static class StudentGraph
{
    /// <summary>int64 [B, V, C]: diagnosis codes of each visit.</summary>
    public const string Diagnoses = "diagnoses";

    /// <summary>int64 [B, V, C]: procedure codes of each visit.</summary>
    public const string Procedures = "procedures";

    /// <summary>int64 [B, V, C]: medicines of each earlier visit; the present visit has none.</summary>
    public const string Medications = "medications";

    /// <summary>int64 [B, F]: the profile's category of each field.</summary>
    public const string Profile = "profile";

    /// <summary>int64 [B, M, K]: each drug's own history in the patient and its usage, in bucketed columns.</summary>
    public const string Candidates = CandidateGraph.Candidates;

    /// <summary>float [B, M]: one logit per drug of the formulary.</summary>
    public const string LabelLogits = "label_logits";

    public const int Padding = 0;
}
