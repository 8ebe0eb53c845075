using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Learning;

/// <summary>What a manifest says of the patients a model learnt from.</summary>
public sealed class ManifestDraftTests
{
    [Fact]
    public void The_ages_reach_from_the_youngest_to_the_oldest_and_unknown_ones_do_not_count()
    {
        Assert.Equal(new AgeRange(3, 88), ManifestDraft.Ages([Aged(40), Aged(88), Aged(null), Aged(3)]));
        Assert.Equal(new AgeRange(0, 0), ManifestDraft.Ages([Aged(0)]));
        Assert.Null(ManifestDraft.Ages([Aged(null)]));
    }

    private static Sample Aged(int? years) => Some.Sample("p", "e", []) with { Age = years };
}
