namespace MedRecCloud.Infra.Tests.Bicep;

/// <summary>Tests that share one compiler.</summary>
[CollectionDefinition(Name)]
public sealed class BicepCollection : ICollectionFixture<BicepSession>
{
    public const string Name = "Bicep";
}
