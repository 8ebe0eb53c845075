using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Puts shards on the queue of cohorts.</summary>
public interface IShardSender
{
    /// <param name="attempt">Part of the message's id; see <see cref="CohortShardMessage.MessageId"/>.</param>
    Task SendAsync(CohortShardMessage message, int attempt, CancellationToken cancellationToken);
}
