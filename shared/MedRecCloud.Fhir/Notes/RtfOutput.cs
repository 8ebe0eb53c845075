using System.Text;

namespace MedRecCloud.Fhir.Notes;

/// <summary>Collects an RTF document's text. Bytes wait until a run ends, because one character may take two of them.</summary>
internal sealed class RtfOutput
{
    private readonly StringBuilder _text = new();
    private readonly List<byte> _bytes = [];
    private readonly Dictionary<int, int> _fonts = [];
    private int _documentCodePage = 1252;
    private int _codePage = 1252;

    public int DefaultFont { get; set; }

    public void DefaultCodePage(int codePage) => _documentCodePage = _codePage = codePage;

    public void Font(int font, int charset)
    {
        if (_fonts.Count < 10_000) _fonts[font] = RtfWords.CodePage(charset);
    }

    public void Use(int font)
    {
        Flush();
        _codePage = _fonts.TryGetValue(font, out var codePage) && codePage != 0 ? codePage : _documentCodePage;
    }

    public void Byte(byte value) => _bytes.Add(value);

    public void Char(char value)
    {
        Flush();
        _text.Append(value);
    }

    public void Text(string value)
    {
        Flush();
        _text.Append(value);
    }

    public void Flush()
    {
        if (_bytes.Count == 0) return;
        _text.Append(PlainTextReader.CodePage(_codePage).GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes)));
        _bytes.Clear();
    }

    public override string ToString()
    {
        Flush();
        return PlainTextReader.Normalize(_text.ToString());
    }
}
