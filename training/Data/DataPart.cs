namespace MedRecCloud.Training.Data;

/// <summary>One data folder of a training set.</summary>
/// <param name="Folder">Its path.</param>
/// <param name="TrainOnly">All of it trains; nothing of it is validated or tested on.</param>
/// <param name="MaxEncountersPerPatient">See <see cref="SampleOptions.MaxEncountersPerPatient"/>.</param>
internal sealed record DataPart(string Folder, bool TrainOnly = false, int MaxEncountersPerPatient = 0);
