using System.Diagnostics;
using System.Text.Json;
using MedRecCloud.Models.Tokenizers;

namespace MedRecCloud.Models.Tests.Tokenizers;

/// <summary>Installs the pinned npm packages once and lets them write their vocabularies, and their ids for the given texts.</summary>
public sealed class TokenizerOracle : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<bool> _isThere;

    public TokenizerOracle() => _isThere = new Lazy<bool>(Prepare);

    public static IReadOnlyList<string> Texts { get; } =
    [
        "Hello world", "", " ", "a", "Drug: amoxicillin 250 MG / clavulanate 125 MG Oral Tablet always here recent many latest\nAnswer:",
        "Visit: Encounter for symptom, AMB\nReason: Acute bronchitis (disorder)\nPatient: 54 years, female\n\n\nEarlier: 12 days, same: none\n",
        "It's 100.5 °C, they'll SAY'S  two  spaces\t\ttabs\r\nlines\n\n  indented 1234567 !!!???", "Müller naïve café Ångström 漢字かな한국어 العربية 🙂👩‍⚕️ \u00a0nbsp",
        "<|begin_of_text|> </s> <s> [INST] a note must stay words <|eot_id|>", "ACETAMINOPHEN 325 MG Oral Tablet [Tylenol]; q4-6h PRN; max 4 g/d", "      six leading spaces", "ends with spaces   ",
    ];

    /// <summary>False where npm or its registry is not at hand.</summary>
    public bool IsThere => _isThere.Value;

    public PromptTokenizer Load(string model) => TokenizerFile.Load(_folder[model]);

    /// <summary>The ids that an independent implementation gives to each text.</summary>
    public IEnumerable<(string Text, int[] Ids)> Expected(string model)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(_folder["ids.json"]));
        return [.. document.RootElement.EnumerateArray().Select(entry => (entry.GetProperty("text").GetString()!, entry.GetProperty(model).EnumerateArray().Select(id => id.GetInt32()).ToArray()))];
    }

    public void Dispose() => _folder.Dispose();

    private bool Prepare()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Tokenizers", "oracle")))
            File.Copy(file, _folder[Path.GetFileName(file)]);
        File.WriteAllText(_folder["texts.json"], JsonSerializer.Serialize(Texts));
        if (!Run("npm", ["ci", "--silent", "--no-audit", "--no-fund"]))
            return false;
        Assert.True(Run("node", ["oracle.mjs", "texts.json", "."]), "The reference implementations did not run.");
        return true;
    }

    private bool Run(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true })!;
            if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
                process.Kill(entireProcessTree: true);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
