using Amqp.Types;
using MedRecCloud.Local.Broker.Entities;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>What a management request came to.</summary>
/// <param name="Status">As in HTTP.</param>
internal sealed record ManagementReply(int Status, string Description, string? Condition, Map Body)
{
    public static ManagementReply Ok(Map? body = null) => new(200, "OK", null, body ?? []);

    public static ManagementReply Failed(int status, string condition, string description) => new(status, description, condition, []);

    /// <summary>200, or 410 for a lost lock.</summary>
    public static ManagementReply Of(Refusal? refusal) => refusal is null ? Ok() : Failed(410, refusal.Condition, refusal.Description);
}
