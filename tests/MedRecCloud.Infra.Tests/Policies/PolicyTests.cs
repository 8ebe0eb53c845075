using MedRecCloud.Infra.Tests.Bicep;

namespace MedRecCloud.Infra.Tests.Policies;

public sealed class PolicyTests
{
    internal static readonly IReadOnlyDictionary<string, Policy> Policies = new[]
    {
        IdentityPolicies.All, NetworkPolicies.All, MessagingPolicies.All, StoragePolicies.All, ComputePolicies.All, OperationsPolicies.All,
    }.SelectMany(book => book).ToDictionary(policy => policy.Name);

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var policy in Policies.Values)
        {
            if (!policy.ProductionOnly) cases.Add(policy.Name, "dev");
            cases.Add(policy.Name, "prod");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Policy_holds(string policy, string environment) => Assert.Empty(Policies[policy].Violations(Deployment.Committed(environment)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Policy_is_seen_to_fail_on_its_mistake(string policy, string environment)
    {
        var deployment = Deployment.Committed(environment);
        Policies[policy].Break(deployment);
        Assert.NotEmpty(Policies[policy].Violations(deployment));
    }

    [Fact]
    public void There_are_enough_policies_to_speak_of() => Assert.True(Policies.Count >= 25, $"{Policies.Count} policies");
}
