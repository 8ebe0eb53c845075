using MedRecCloud.Local.Broker.Entities;

namespace MedRecCloud.Local.Broker.Links;

internal sealed partial class Management
{
    private static void AddRule(Subscription subscription, ManagementBody body, Action<ManagementReply> answer) => answer(Unknown("add-rule"));

    private static void RemoveRule(Subscription subscription, ManagementBody body, Action<ManagementReply> answer) => answer(Unknown("remove-rule"));

    private static ManagementReply EnumerateRules(Subscription subscription, ManagementBody body) => Unknown("enumerate-rules");
}
