using System.Text;
using MedRecCloud.Local.Cohorts;

namespace MedRecCloud.Local.Tests.Cohorts;

public sealed class RescoreProgressTests
{
    [Theory]
    [InlineData("""{"state":"running","planned":100,"models":1,"scored":10,"abstained":20,"failed":1}""", 3.0, "running: 31 of 100 encounters (10 with proposals, 20 abstained, 1 failed), 3 a second, 0:00:23 left")]
    [InlineData("""{"state":"planning","planned":100,"models":1,"scored":10,"abstained":20,"failed":1}""", 3.0, "planning: 31 of 100 encounters planned so far (10 with proposals, 20 abstained, 1 failed), 3 a second")]
    [InlineData("""{"state":"paused","planned":100,"models":2,"scored":10,"abstained":20,"failed":1}""", 3.0, "paused: 31 of 100 results (10 with proposals, 20 abstained, 1 failed), 3 a second")]
    [InlineData("""{"state":"reporting","planned":31,"models":1,"scored":10,"abstained":20,"failed":1}""", 3.0, "reporting: 31 of 31 encounters (10 with proposals, 20 abstained, 1 failed), 3 a second")]
    [InlineData("""{"state":"completed","planned":31,"models":1,"scored":10,"abstained":20,"failed":1,"rate":7.2}""", 3.0, "completed: 31 of 31 encounters (10 with proposals, 20 abstained, 1 failed), 7.2 a second")]
    [InlineData("""{"state":"running","planned":100000,"models":1,"scored":10}""", 0.5, "running: 10 of 100000 encounters (10 with proposals, 0 abstained, 0 failed), 0.5 a second, 2 d, 7:33 h left")]
    [InlineData("""{"state":"planning","reason":"FHIR server 'default': no answer (503). It is tried again.","planned":20,"models":1}""", 0.0, "planning: 0 of 20 encounters planned so far (0 with proposals, 0 abstained, 0 failed), 0 a second; FHIR server 'default': no answer (503). It is tried again.")]
    [InlineData("""{"state":"planning","planned":0,"models":1,"export":"2 of 7 files fetched"}""", 0.0, "planning: the FHIR server's export: 2 of 7 files fetched")]
    public void What_a_person_reads_follows_the_state(string json, double perSecond, string words) =>
        Assert.Equal(words, RescoreProgress.Read(Encoding.UTF8.GetBytes(json)).Words(perSecond));

    [Theory]
    [InlineData("running", false, false)]
    [InlineData("reporting", false, false)]
    [InlineData("paused", false, true)]
    [InlineData("refused", true, true)]
    [InlineData("completed", true, true)]
    public void A_host_stays_for_whatever_goes_on_by_itself(string state, bool hasEnded, bool isAtRest)
    {
        var progress = RescoreProgress.Read(Encoding.UTF8.GetBytes($$"""{"state":"{{state}}"}"""));
        Assert.Equal((hasEnded, isAtRest), (progress.HasEnded, progress.IsAtRest));
    }
}
