namespace MedRecCloud.Local.Broker.Filters;

/// <summary>Decides whether a subscription gets a message.</summary>
internal interface IMessageFilter
{
    bool Matches(FilteredMessage message);
}
