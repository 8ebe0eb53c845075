namespace MedRecCloud.Clinical.Safety;

/// <summary>FHIR detectedissue-severity.</summary>
public enum IssueSeverity
{
    Low,
    Moderate,
    High,
}
