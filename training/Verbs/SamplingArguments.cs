using System.CommandLine;
using MedRecCloud.Training.Learning;

namespace MedRecCloud.Training.Verbs;

/// <summary>The options of what is learnt from each encounter.</summary>
internal sealed class SamplingArguments
{
    private readonly Option<double> _ratio = new Option<double>("--negative-ratio") { Description = "Other drugs learnt per ordered drug; -1 takes all.", DefaultValueFactory = _ => new CandidateSampling().NegativeRatio }.AtLeast(-1.0);
    private readonly Option<int> _fewest = new Option<int>("--fewest-negatives") { Description = "Other drugs learnt per encounter at least.", DefaultValueFactory = _ => new CandidateSampling().FewestNegatives }.AtLeast(0);
    private readonly Option<int> _pack = new Option<int>("--pack") { Description = "Candidates per training sequence at most.", DefaultValueFactory = _ => new CandidateSampling().Most }.AtLeast(1);
    private readonly Option<double> _empty = new Option<double>("--empty-share") { Description = "Share of the encounters without orders that is learnt from.", DefaultValueFactory = _ => 1.0 }.Share();

    private readonly Option<double> _fields = new Option<double>("--field-dropout") { Description = "Chance of each field of the prompt to be left out in training: against learning few patients by heart.", DefaultValueFactory = _ => 0.0 }.BelowOne();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_ratio, _fewest, _pack, _empty, _fields])
            command.Options.Add(option);
    }

    public FinetuneSettings Read(ParseResult parsed, FinetuneSettings settings) => settings with
    {
        Sampling = new CandidateSampling { NegativeRatio = parsed.GetValue(_ratio), FewestNegatives = parsed.GetValue(_fewest), Most = parsed.GetValue(_pack), FieldDropout = parsed.GetValue(_fields) },
        EmptyShare = parsed.GetValue(_empty),
    };
}
