namespace MedRecCloud.Local.Broker.Filters;

/// <summary>A subscription's rule.</summary>
internal sealed record Rule(string Name, IMessageFilter Filter)
{
    /// <summary>The name of the rule that a subscription has when nothing else is said.</summary>
    public const string DefaultName = "$Default";

    /// <summary>Lets every message through.</summary>
    public static readonly Rule Default = new(DefaultName, new SqlFilter("1=1"));
}
