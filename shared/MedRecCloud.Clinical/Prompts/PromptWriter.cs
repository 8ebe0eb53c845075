using System.Collections.Immutable;
using System.Text;
using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>
/// Puts fields together within a length: whole items go first, the oldest of the least important field before all others; then text is shortened from its end.
/// </summary>
internal static class PromptWriter
{
    public static Prompt Write(string version, string head, IReadOnlyList<PromptField> fields, string foot, int maxCharacters, List<string> cut, ClinicalContext context)
    {
        var room = Math.Max(0, maxCharacters - head.Length - foot.Length);
        foreach (var field in fields.Where(field => field.CutOrder > 0).OrderBy(field => field.CutOrder))
        {
            if (Total() <= room) break;
            var before = field.Items.Count;
            // The last item is shortened rather than lost, as long as there is a field to shorten.
            while (field.Items.Count > 1 && Total() > room) field.Items.RemoveAt(0);
            if (before > field.Items.Count) cut.Add($"{before - field.Items.Count} oldest {field.Noun}");
        }
        foreach (var field in fields.Where(field => field.CutOrder > 0).OrderBy(field => field.CutOrder))
        {
            if (Total() <= room) break;
            if (field.Items is not [.., var item]) continue;
            var shorter = PromptWords.Shorten(item.Text, Math.Max(0, item.Text.Length - (Total() - room)));
            field.Items.RemoveAt(field.Items.Count - 1);
            if (shorter.Length > 0) field.Items.Add(item with { Text = shorter });
            if (!cut.Contains($"text of {field.Noun}")) cut.Add($"text of {field.Noun}");
        }

        var prefix = new StringBuilder(head);
        var segments = ImmutableArray.CreateBuilder<PromptSegment>();
        foreach (var field in fields.Where(field => field.Items.Count > 0))
        {
            prefix.Append(field.Lead);
            for (var i = 0; i < field.Items.Count; i++)
            {
                if (i > 0) prefix.Append(field.Separator);
                var item = field.Items[i];
                segments.Add(new PromptSegment(field.Name, prefix.Length, item.Text.Length, item.Source, item.SourceStart, item.SourceLength));
                prefix.Append(item.Text);
            }
            prefix.Append(field.Tail);
        }
        return new Prompt(version, prefix.Append(foot).ToString(), segments.ToImmutable(), CandidateHistories.Of(context), CodeHistories.Of(context), [.. cut]) { Aspects = VisitAspects.Of(context) };

        int Total() => fields.Sum(field => field.Length);
    }

    /// <summary>Keeps the newest items of a list and says what went.</summary>
    public static List<PromptItem> Newest(IEnumerable<PromptItem> oldestFirst, int limit, string noun, List<string> cut)
    {
        var items = oldestFirst.ToList();
        if (items.Count <= limit) return items;
        cut.Add($"{items.Count - limit} oldest {noun}");
        return items.GetRange(items.Count - limit, limit);
    }
}
