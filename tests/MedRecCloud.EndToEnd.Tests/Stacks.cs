namespace MedRecCloud.EndToEnd.Tests;

/// <summary>Whole stacks are started one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Stacks
{
    public const string Name = "stacks";
}
