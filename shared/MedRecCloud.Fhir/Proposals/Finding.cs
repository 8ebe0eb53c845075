using System.Globalization;
using Hl7.Fhir.Model;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Vocabulary;
using DetectedIssue = Hl7.Fhir.Model.DetectedIssue;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>A finding of the safety review as a FHIR DetectedIssue.</summary>
internal static class Finding
{
    /// <param name="implicated">The proposals it is about; the facts it rests on are added.</param>
    public static DetectedIssue Of(BundleScope scope, MedRecCloud.Clinical.Safety.DetectedIssue found, int number, IEnumerable<ResourceReference> implicated) =>
        Base(scope, found, string.Create(CultureInfo.InvariantCulture, $"issue-{number}"), implicated, found.Detail);

    public static DetectedIssue OfRejected(BundleScope scope, RejectedCandidate candidate, MedRecCloud.Clinical.Safety.DetectedIssue found, int number)
    {
        var issue = Base(
            scope, found, string.Create(CultureInfo.InvariantCulture, $"rejected-{number}"), [new ResourceReference("#drug")],
            $"Not proposed: {candidate.Score.Drug}. {found.Detail}");
        issue.Contained.Add(new Medication { Id = "drug", Code = DrugConcept.Of(candidate.Score.Drug) });
        return issue;
    }

    private static DetectedIssue Base(BundleScope scope, MedRecCloud.Clinical.Safety.DetectedIssue found, string part, IEnumerable<ResourceReference> implicated, string detail) => new()
    {
        Identifier = [scope.Identify(part)],
        Status = ObservationStatus.Final,
        Code = Code(found.Code),
        Severity = found.Severity switch
        {
            IssueSeverity.High => DetectedIssue.DetectedIssueSeverity.High,
            IssueSeverity.Moderate => DetectedIssue.DetectedIssueSeverity.Moderate,
            _ => DetectedIssue.DetectedIssueSeverity.Low,
        },
        Patient = scope.Subject,
        Identified = scope.AuthoredOn,
        Author = scope.ToDevice(),
        Implicated = [.. implicated, .. found.Implicated.Select(source => new ResourceReference(source.ToString()))],
        Evidence = found.Implicated.IsDefaultOrEmpty ? [] :
        [
            new DetectedIssue.EvidenceComponent { Detail = [.. found.Implicated.Select(source => new ResourceReference(source.ToString()))] },
        ],
        Detail = $"{detail} [{found.RuleId}; {found.Citation}]",
        Mitigation = found.Mitigation is null ? [] : [new DetectedIssue.MitigationComponent { Action = new CodeableConcept { Text = found.Mitigation } }],
    };

    /// <summary>v3-ActCode, value set v3-DetectedIssueCategory (HL7 Terminology).</summary>
    private static CodeableConcept Code(IssueCode code) => code switch
    {
        IssueCode.Allergy => Act("ALGY", "Allergy Alert"),
        IssueCode.DrugInteraction => Act("DRG", "Drug Interaction Alert"),
        IssueCode.DuplicateTherapy => Act("DUPTHPY", "Duplicate Therapy Alert"),
        IssueCode.Pregnancy => Act("PREG", "Pregnancy Alert"),
        IssueCode.Lactation => Act("LACT", "Lactation Alert"),
        IssueCode.Age => Act("AGE", "age alert"),
        IssueCode.RenalFunction => Act("LAB", "Lab Alert", "Renal function"),
        IssueCode.HepaticFunction => Act("COND", "condition alert", "Hepatic function"),
        IssueCode.QtProlongation => Act("COND", "condition alert", "QT prolongation"),
        _ => Act("COND", "condition alert"),
    };

    private static CodeableConcept Act(string code, string display, string? text = null) => new(CodeSystems.ActCode, code, display, text!);
}
