using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Intake.Encounters;

/// <summary>Puts claim checks on the queue of the inference worker.</summary>
public interface IRequestSender
{
    /// <param name="messageId">Equal for equal requests, so that the broker's duplicate detection drops repeats.</param>
    Task SendAsync(ClaimCheck claim, string messageId, CancellationToken cancellationToken);
}
