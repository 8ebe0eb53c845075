using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>One field of a prompt: a label and its items, oldest first where they have an age.</summary>
/// <param name="Name">Written into <see cref="PromptSegment.Field"/>.</param>
/// <param name="Lead">What stands before the items.</param>
/// <param name="Separator">What stands between two items.</param>
/// <param name="Tail">What stands after them.</param>
/// <param name="Noun">What an item is called when some are cut ("visits").</param>
/// <param name="CutOrder">Fields with a lower number lose items first; 0: never.</param>
internal sealed record PromptField(string Name, string Lead, string Separator, string Tail, string Noun, int CutOrder, List<PromptItem> Items)
{
    public int Length => Items.Count == 0 ? 0 : Lead.Length + Items.Sum(item => item.Text.Length + Separator.Length) - Separator.Length + Tail.Length;
}

/// <summary>One item of a field and where it came from.</summary>
internal sealed record PromptItem(string Text, ResourceKey? Source, int? SourceStart = null, int? SourceLength = null);
