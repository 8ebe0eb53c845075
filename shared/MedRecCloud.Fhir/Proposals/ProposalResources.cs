using System.Collections.Immutable;
using Hl7.Fhir.Model;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Safety;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>The MedicationRequests of a review and the DetectedIssues of proposals and rejected candidates.</summary>
internal static class ProposalResources
{
    /// <returns>Everything added, proposals first in their order.</returns>
    public static IReadOnlyList<DomainResource> Add(BundleScope scope, SafetyReview review)
    {
        var requests = new List<DomainResource>();
        foreach (var proposal in review.Accepted)
        {
            var request = DraftProposal.Of(scope, proposal, requests.Count);
            scope.Add(request, request.Identifier[0]);
            requests.Add(request);
        }

        var issues = new List<DomainResource>();
        foreach (var (proposal, request) in review.Accepted.Zip(requests.Cast<MedicationRequest>()))
        {
            foreach (var found in proposal.Issues)
            {
                var partner = found.With is null ? null : review.Accepted.Zip(requests).FirstOrDefault(pair => pair.First.Score.Drug == found.With).Second;
                var issue = Finding.Of(scope, found, requests.Count + issues.Count, [scope.To(request), .. partner is null ? Array.Empty<ResourceReference>() : [scope.To(partner)]]);
                scope.Add(issue, issue.Identifier[0]);
                request.DetectedIssue.Add(scope.To(issue));
                issues.Add(issue);
            }
        }

        return [.. requests, .. issues, .. AddRejected(scope, review.Rejected)];
    }

    /// <summary>Why-not: a rejected candidate appears only in its findings, as a contained Medication, never as a request.</summary>
    public static IReadOnlyList<DomainResource> AddRejected(BundleScope scope, ImmutableArray<RejectedCandidate> rejected)
    {
        var issues = new List<DomainResource>();
        foreach (var candidate in rejected)
        {
            foreach (var found in candidate.Issues)
            {
                var issue = Finding.OfRejected(scope, candidate, found, issues.Count);
                scope.Add(issue, issue.Identifier[0]);
                issues.Add(issue);
            }
        }

        return issues;
    }
}
