using System.Collections.Immutable;
using MedRecCloud.Clinical.Safety;

namespace MedRecCloud.Clinical.Proposals;

/// <summary>What became of one encounter: proposed, abstained with a reason, or withdrawn with a reason. Never nothing.</summary>
public abstract record ProposalOutcome
{
    private ProposalOutcome() { }

    /// <summary>At least one drug is proposed.</summary>
    public sealed record Proposed : ProposalOutcome
    {
        public Proposed(SafetyReview review)
        {
            if (review.Accepted.IsDefaultOrEmpty) throw new ArgumentException("An outcome without a proposal is an abstention.", nameof(review));
            Review = review;
        }

        public SafetyReview Review { get; }
    }

    /// <summary>No drug is proposed.</summary>
    /// <param name="Detail">One sentence for the reader.</param>
    public sealed record Abstained(AbstentionReason Reason, string Detail, ImmutableArray<RejectedCandidate> Rejected, ImmutableArray<string> MissingInputs) : ProposalOutcome;

    /// <summary>Earlier proposals no longer stand.</summary>
    public sealed record Withdrawn(WithdrawalReason Reason) : ProposalOutcome;
}
