using System.Text;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Storage.Tests;

public sealed class CohortManifestTests
{
    [Fact]
    public void Names_of_drugs_are_read_in_whatever_letters_they_are_written()
    {
        var manifest = Read("""{"source":{"folder":"x"},"thresholds":{" Metformin":0.2,"LISINOPRIL":0},"formulary":["Aspirin","aspirin ","Ethinyl Estradiol"]}""");
        Assert.Equal([("lisinopril", 0), ("metformin", 0.2)], manifest.Thresholds.Select(threshold => (threshold.Key, threshold.Value)));
        Assert.Equal(["aspirin", "ethinyl estradiol"], manifest.Formulary.AsEnumerable());
    }

    [Fact]
    public void Null_is_what_is_not_said()
    {
        var manifest = Read("""{"source":{"folder":"x"},"server":null,"thresholds":null,"tenant":null,"against":null}""");
        Assert.Equal(("default", 0, 0, 1), (manifest.Server, manifest.Thresholds.Count, manifest.Formulary.Length, manifest.Wishes.Length));
    }

    [Fact]
    public void A_byte_order_mark_is_no_fault() => Assert.Equal("x", CohortManifest.Read([0xEF, 0xBB, 0xBF, .. """{"source":{"folder":"x"}}"""u8]).Source.Folder);

    [Theory]
    [InlineData("""{"source":null}""")]
    [InlineData("""{"source":{"folder":"x"},"formulary":[null]}""")]
    [InlineData("""{"source":{"folder":"x"},"formulary":["aspirin"," "]}""")]
    [InlineData("""{"source":{"folder":"x"},"models":[null]}""")]
    [InlineData("""{"source":{"encounters":[null]}}""")]
    [InlineData("""{"source":{"folder":"x"},"thresholds":{"aspirin":0.1,"Aspirin":0.9}}""")]
    [InlineData("""{"source":{"folder":"x"},"thresholds":{"aspirin":0.1,"aspirin":0.9}}""")]
    [InlineData("""{"source":{"folder":"x"},"thresholds":{"aspirin":0.1," aspirin":0.9}}""")]
    [InlineData("""{"source":{"folder":"x"},"thresholds":{"\u212Aetotifen":0.1,"ketotifen":0.9}}""")]
    [InlineData("""{"source":{"folder":"x"},"source":{"folder":"y"}}""")]
    [InlineData("""{"source":{"folder":"x"},"against":"../models"}""")]
    [InlineData("""{"source":{"folder":"x"},"against":".."}""")]
    [InlineData("""{"source":{"folder":"x"},"against":""}""")]
    public void What_cannot_be_meant_is_refused_with_words(string json)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => Read(json));
        Assert.EndsWith(".", refusal.Message);
    }

    private static CohortManifest Read(string json) => CohortManifest.Read(Encoding.UTF8.GetBytes(json));
}
