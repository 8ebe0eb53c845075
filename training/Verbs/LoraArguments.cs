using System.CommandLine;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;

namespace MedRecCloud.Training.Verbs;

/// <summary>The options of adapters and drug groups.</summary>
internal sealed class LoraArguments
{
    private readonly Option<int> _rank = new Option<int>("--rank") { Description = "LoRA's rank.", DefaultValueFactory = _ => new LoraOptions().Rank }.AtLeast(1);
    private readonly Option<double> _alpha = new Option<double>("--alpha") { Description = "LoRA's alpha; the adapter is scaled by alpha / rank.", DefaultValueFactory = _ => new LoraOptions().Alpha }.Above(0.0);
    private readonly Option<string> _targets = new("--targets") { Description = "Adapted projections, separated by commas.", DefaultValueFactory = _ => string.Join(',', new LoraOptions().Targets) };
    private readonly Option<string> _semantics = new("--acts-on") { Description = "full: the whole prompt, as in the paper. candidate-only: the candidate's tokens, so that all groups share one prefix.", DefaultValueFactory = _ => LoraOptions.Full };
    private readonly Option<string> _grouping = new("--groups") { Description = $"One adapter for all drugs or one per group: {string.Join(", ", DrugGroups.Schemes)}.", DefaultValueFactory = _ => DrugGroups.None };
    private readonly Option<int> _count = new Option<int>("--group-count") { Description = "Groups by frequency or co-prescription.", DefaultValueFactory = _ => 10 }.AtLeast(1);

    public void AddTo(Command command)
    {
        _semantics.AcceptOnlyFromAmong(LoraOptions.Full, LoraOptions.CandidateOnly);
        _grouping.AcceptOnlyFromAmong([.. DrugGroups.Schemes]);
        _targets.Validators.Add(result =>
        {
            var unknown = Targets(result.GetValue(_targets)).Except(DecoderConfig.ProjectionNames, StringComparer.Ordinal).ToList();
            if (unknown.Count > 0 || Targets(result.GetValue(_targets)).Length == 0)
                result.AddError($"--targets knows {string.Join(", ", DecoderConfig.ProjectionNames)}; not '{string.Join(", ", unknown)}'.");
        });
        foreach (var option in (Option[])[_rank, _alpha, _targets, _semantics, _grouping, _count])
            command.Options.Add(option);
    }

    public FinetuneSettings Read(ParseResult parsed, FinetuneSettings settings) => settings with
    {
        Adapter = new LoraOptions
        {
            Rank = parsed.GetValue(_rank), Alpha = parsed.GetValue(_alpha), Semantics = parsed.GetValue(_semantics)!,
            Targets = [.. Targets(parsed.GetValue(_targets))],
        },
        Grouping = parsed.GetValue(_grouping)!,
        Groups = parsed.GetValue(_count),
    };

    private static string[] Targets(string? list) => (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
