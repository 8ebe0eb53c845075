namespace MedRecCloud.Training.Data;

/// <summary>One data folder of a training set.</summary>
/// <param name="Folder">Its path.</param>
/// <param name="TrainOnly">All of it trains; nothing of it is validated or tested on.</param>
/// <param name="MaxEncountersPerPatient">See <see cref="SampleOptions.MaxEncountersPerPatient"/>.</param>
/// <param name="LearnShare">Share of its encounters that a model's updates see, 0 to 1; all of them count for the formulary and for what is usual.</param>
internal sealed record DataPart(string Folder, bool TrainOnly = false, int MaxEncountersPerPatient = 0, double LearnShare = 1);
