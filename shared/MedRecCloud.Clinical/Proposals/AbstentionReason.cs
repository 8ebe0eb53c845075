namespace MedRecCloud.Clinical.Proposals;

/// <summary>Why no drug is proposed.</summary>
public enum AbstentionReason
{
    /// <summary>Neither condition nor reason nor note nor earlier medicine is known.</summary>
    TooLittleInformation,

    /// <summary>Most of the patient's codes are unknown to the model.</summary>
    UnknownCodes,

    /// <summary>No candidate reached its threshold.</summary>
    LowConfidence,

    /// <summary>Every candidate above its threshold was rejected by the safety review.</summary>
    AllRejected,

    /// <summary>More drugs passed than comparable encounters ever received.</summary>
    TooManyCandidates,

    /// <summary>The model was not made for this patient or encounter (age, class, deceased).</summary>
    ModelNotApplicable,
}
