namespace MedRecCloud.Messaging;

/// <summary>The one place that turns an exception into a message's fate.</summary>
public interface ISettlementPolicy
{
    /// <summary>Unknown means <see cref="Settlement.Abandon"/>, never <see cref="Settlement.Complete"/>.</summary>
    Settlement For(Exception error);
}
