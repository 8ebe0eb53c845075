using System.Collections.Immutable;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Evaluation;

public sealed class ClassViewTests
{
    private static readonly ClassView View = new(name => Ingredients.Describe(name).Atc);

    [Fact]
    public void Two_drugs_of_one_class_are_one_label_with_one_history()
    {
        var sample = View.Of(Some.Sample("p", "e", ["lisinopril", "ramipril", "no such drug"], history: ["lisinopril"]));
        Assert.Equal("C09A", Assert.Single(sample.Labels));
        Assert.True(sample.WasOrderedBefore("C09A"));
        Assert.Equal("C09A", Assert.Single(sample.Codes.LastOfKind));
    }

    [Fact]
    public async Task A_class_is_proposed_with_any_of_its_drugs_and_as_probable_as_that_any_is_ordered()
    {
        var classes = View.Of(new Two());
        var answer = await classes.RecommendAsync(Some.Sample("p", "e", []), default);
        var place = classes.Drugs.IndexOf("C09A");
        Assert.Equal(1 - 0.5 * 0.8, answer.Probabilities[place], 9);
        Assert.Contains(place, answer.Chosen);
    }

    private sealed class Two : IRecommender
    {
        public string Name => "two";

        public bool IsBaseline => false;

        public ImmutableArray<string> Drugs => ["lisinopril", "ramipril", "no such drug"];

        public ValueTask<Recommendation> RecommendAsync(Sample sample, CancellationToken cancellationToken) => ValueTask.FromResult(new Recommendation([0.5, 0.2, 0.9], [0]));
    }
}
