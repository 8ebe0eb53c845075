using MedRecCloud.Training.Verbs;

namespace MedRecCloud.Training.Tests.Verbs;

public class TrainingSetOptionsTests
{
    [Theory]
    [InlineData("data/export", "data/export", 0, 1)]
    [InlineData("data/export:20", "data/export", 20, 1)]
    [InlineData("data/export:20:0.5", "data/export", 20, 0.5)]
    [InlineData("data/export::0.1", "data/export", 0, 0.1)]
    [InlineData("C:/export:20", "C:/export", 20, 1)]
    [InlineData("C:/export", "C:/export", 0, 1)]
    public void A_folder_for_training_only_names_its_cap_and_its_share(string entry, string folder, int cap, double share)
    {
        var part = TrainingSetOptions.Capped(entry);
        Assert.Equal((folder, true, cap, share), (part.Folder, part.TrainOnly, part.MaxEncountersPerPatient, part.LearnShare));
    }
}
