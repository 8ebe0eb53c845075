using System.CommandLine;
using System.Globalization;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Data.Splits;
using MedRecCloud.Training.Progress;

namespace MedRecCloud.Training.Verbs;

/// <summary>The options of the verbs that learn from data.</summary>
internal sealed class TrainingSetOptions
{
    public DataOptions Data { get; } = new();

    public Option<string> Folders { get; } = DataOptions.Folders("Data folders, separated by commas; each is divided into training, validation and test.");

    public Option<string> TrainOnly { get; } = new("--train-only")
    {
        Description = "More data folders, separated by commas, of which everything trains and nothing is validated or tested. DIR:20 takes at most 20 encounters with orders per patient; DIR::0.1 counts all of it for what is usual but learns from a tenth.",
    };

    public Option<string> SplitBy { get; } = new("--split") { Description = "patients (70/10/20) or temporal.", DefaultValueFactory = _ => "patients" };

    public Option<int> Seed { get; } = new("--seed") { Description = "Seed of the split and of everything drawn by chance.", DefaultValueFactory = _ => 0 };

    public Option<int> FewestOrders { get; } = new Option<int>("--fewest-orders") { Description = "Drugs ordered in fewer training encounters are left out of the formulary.", DefaultValueFactory = _ => 1 }.AtLeast(1);

    public Option<bool> HoldOut { get; } = new("--hold-out-drugs") { Description = "Remove every third drug from the training labels, to be judged by name alone." };

    public Option<double> TrainShare { get; } = new("--train-share")
    {
        Description = "Share of the training patients to learn from, for a learning curve: 0.25 takes a quarter, and 0.125 half of these. Validation and test stay whole.", DefaultValueFactory = _ => 1.0,
    };

    public Option<int> Threads { get; } = new Option<int>("--threads") { Description = "Torch's threads. More than one pays only on a machine with idle cores.", DefaultValueFactory = _ => 1 }.AtLeast(1);

    public void AddTo(Command command)
    {
        SplitBy.AcceptOnlyFromAmong("patients", "temporal");
        TrainShare.Validators.Add(result =>
        {
            if (result.GetValue(TrainShare) is not (> 0 and <= 1))
                result.AddError("--train-share must lie above 0 and be at most 1.");
        });
        foreach (var option in (Option[])[Folders, TrainOnly, SplitBy, Seed, FewestOrders, HoldOut, TrainShare, Threads])
            command.Options.Add(option);
        Data.AddTo(command);
    }

    /// <exception cref="TrainingDataException">A folder cannot be read, or orders no medicine.</exception>
    public async Task<TrainingSet> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var seed = parsed.GetValue(Seed);
        var parts = DataOptions.Listed(parsed.GetValue(Folders)).Select(folder => new DataPart(folder))
            .Concat(DataOptions.Listed(parsed.GetValue(TrainOnly)).Select(Capped)).ToList();
        ISplitRule rule = parsed.GetValue(SplitBy) == "temporal" ? new TemporalSplit() : new PatientSplit(seed);
        var progress = ConsoleProgress.ToStandardError;
        var set = await new TrainingSetReader(Data.ReadTemplate(parsed), Ingredients.Describe, progress)
            .ReadAsync(parts, rule, Data.Read(parsed), parsed.GetValue(FewestOrders), cancellationToken, parsed.GetValue(TrainShare));
        progress.Done(FormattableString.Invariant(
            $"{set.Train.Length} encounters train ({set.Train.Count(sample => !sample.Labels.IsEmpty)} with orders), {set.Validation.Length} validate, {set.Test.Length} test; {set.Formulary.Drugs.Length} drugs"));
        if (parsed.GetValue(HoldOut))
            set = WithoutSome(set, seed);
        return set;
    }

    /// <summary>Warns of what a fine-tuned or distilled model will lack because the data are few.</summary>
    public static void Caution(TrainingSet set, ConsoleProgress progress)
    {
        if (set.IsTunedOnTraining)
            progress.Done("Warning: no drug that training orders is ordered in the validation part. Stopping, calibration and thresholds are decided on the training encounters, which flatters them; more patients are needed.");
        if (set.IsUntested)
            progress.Done("Warning: nothing is ordered in the test part. The model will have no figures; more patients are needed.");
    }

    private static TrainingSet WithoutSome(TrainingSet set, int seed)
    {
        var heldOut = HeldOutDrugs.Choose(set.Test, seed);
        var without = set with
        {
            Train = [.. HeldOutDrugs.Without(set.Train, heldOut)], Validation = [.. HeldOutDrugs.Without(set.Validation, heldOut)],
            Provenance = set.Provenance with { HeldOutDrugs = heldOut },
        };
        return without.Orders(without.Train) ? without : throw new TrainingDataException("Nothing is ordered in the training part once drugs are held out. Leave --hold-out-drugs away, or give more patients.");
    }

    /// <summary>DIR, DIR:CAP, DIR:CAP:SHARE or DIR::SHARE; a path may hold colons of its own.</summary>
    internal static DataPart Capped(string entry)
    {
        var parts = entry.Split(':');
        if (parts is [.. var folder, var limit, var portion] && folder.Length > 0 && IsCap(limit, out var most)
            && double.TryParse(portion, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1)
            return new DataPart(string.Join(':', folder), TrainOnly: true, most, share);
        return parts is [.. var whole, var last] && whole.Length > 0 && last.Length > 0 && IsCap(last, out var cap)
            ? new DataPart(string.Join(':', whole), TrainOnly: true, cap)
            : new DataPart(entry, TrainOnly: true);

        static bool IsCap(string text, out int cap) => int.TryParse(text.Length == 0 ? "0" : text, NumberStyles.None, CultureInfo.InvariantCulture, out cap);
    }
}
