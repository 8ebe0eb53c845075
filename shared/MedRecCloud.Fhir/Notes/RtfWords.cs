using System.Collections.Frozen;

namespace MedRecCloud.Fhir.Notes;

/// <summary>The control words that matter to a note's text.</summary>
internal static class RtfWords
{
    /// <summary>Destinations that hold no text of the note.</summary>
    public static readonly FrozenSet<string> Skipped = (
        "fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf themedata colorschememapping datastore latentstyles " +
        "listtable listoverridetable rsidtbl generator xmlnstbl fldinst filetbl revtbl comment annotation atnid atnauthor bkmkstart bkmkend private1 nonshppict shppict " +
        "operator author title subject keywords doccomm creatim revtim printim buptim pgdsctbl mmathPr wgrffmtfilter fontemb fontfile txe xe tc").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What stands for a control word in plain text.</summary>
    public static readonly FrozenDictionary<string, string> Text = new Dictionary<string, string>
    {
        ["par"] = "\n", ["line"] = "\n", ["sect"] = "\n", ["page"] = "\n", ["row"] = "\n", ["nestrow"] = "\n", ["softline"] = "\n",
        ["tab"] = "\t", ["cell"] = "\t", ["nestcell"] = "\t",
        ["emdash"] = "\u2014", ["endash"] = "\u2013", ["lquote"] = "\u2018", ["rquote"] = "\u2019", ["ldblquote"] = "\u201C", ["rdblquote"] = "\u201D", ["bullet"] = "\u2022",
        ["emspace"] = " ", ["enspace"] = " ", ["qmspace"] = " ",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The code page of a font's <c>\fcharset</c>; 0 for the document's own.</summary>
    public static int CodePage(int charset) => charset switch
    {
        77 => 10000, 128 => 932, 129 => 949, 130 => 1361, 134 => 936, 136 => 950, 161 => 1253, 162 => 1254, 163 => 1258, 177 => 1255, 178 => 1256, 186 => 1257,
        204 => 1251, 222 => 874, 238 => 1250, 254 => 437, _ => 0,
    };
}
