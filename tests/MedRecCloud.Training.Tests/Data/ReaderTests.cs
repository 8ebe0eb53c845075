using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using MedRecCloud.Fhir.Exports;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Tests.Data;

public sealed class ReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static SmallExport TwoVisits() => new SmallExport()
        .Patient("p").Encounter("a", "p", "2020-01-01T08:00:00Z").Encounter("b", "p", "2020-02-01T08:00:00Z")
        .Order("o", "p", "a", "lisinopril 10 MG Oral Tablet", "2020-01-01T08:00:00Z").Order("q", "p", "b", "Acetaminophen 300 MG / Hydrocodone Bitartrate 5 MG Oral Tablet", "2020-02-01T08:00:00Z");

    [Fact]
    public void Strength_salt_and_form_are_folded_in_and_a_combination_counts_as_its_members()
    {
        var (samples, report) = Some.Read(TwoVisits().WriteNdjson(_folder.Path));
        Assert.Equal([["lisinopril"], ["acetaminophen", "hydrocodone"]], samples.Select(sample => sample.Labels.ToArray()));
        Assert.True(samples[1].WasOrderedBefore("lisinopril"));
        Assert.Equal((1, 2, 2, 3L, 3), (report.Patients, report.Encounters, report.EncountersWithOrders, report.Labels, report.DistinctDrugs));
        Assert.Equal(64, report.Files["Encounter.ndjson"].Length);
    }

    [Fact]
    public void Gzipped_lines_and_a_transaction_bundle_give_the_same_samples_as_plain_lines()
    {
        var plain = Some.Read(TwoVisits().WriteNdjson(_folder["plain"])).Samples;
        Directory.CreateDirectory(_folder["zipped"]);
        foreach (var file in Directory.EnumerateFiles(_folder["plain"]))
        {
            using var zip = new GZipStream(File.Create(Path.Combine(_folder["zipped"], Path.GetFileName(file) + ".gz")), CompressionLevel.Fastest);
            zip.Write(File.ReadAllBytes(file));
        }
        foreach (var other in new[] { Some.Read(_folder["zipped"]).Samples, Some.Read(TwoVisits().WriteBundle(_folder["bundle"])).Samples })
        {
            Assert.Equal(plain.Select(sample => sample.Prompt.Prefix), other.Select(sample => sample.Prompt.Prefix));
            Assert.Equal(plain.Select(sample => string.Join(',', sample.Labels)), other.Select(sample => string.Join(',', sample.Labels)));
        }
    }

    [Fact]
    public void Rows_that_cannot_be_used_are_counted_with_their_reason()
    {
        var folder = TwoVisits().Encounter("gone", "p", "2020-03-01T08:00:00Z", status: "cancelled").Order("x", "p", null, "ibuprofen 200 MG", "2020-01-01T08:00:00Z")
            .Order("y", "p", "elsewhere", "ibuprofen 200 MG", "2020-01-01T08:00:00Z").Encounter("z", "unknown", "2020-03-01T08:00:00Z").WriteNdjson(_folder.Path);
        File.AppendAllText(Path.Combine(folder, "Encounter.ndjson"), "{\"resourceType\":\"Encounter\",\"id\":\"cut");
        var dropped = Some.Read(folder).Report.Dropped;
        Assert.Equal(1, dropped["encounter planned, cancelled or entered in error"]);
        Assert.Equal(1, dropped["order without an encounter"]);
        Assert.Equal(1, dropped["order of an encounter that is not in the export"]);
        Assert.Equal(1, dropped["resource of a patient who is not in the export"]);
        Assert.Equal(1, dropped["line is no FHIR resource with type and id"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_field_of_any_wrong_kind_costs_at_most_its_own_resource(bool bundle)
    {
        // Each patient is a copy with one field of one resource replaced: no parser may fail on any, and a whole patient beside them is read as ever.
        string[] wrongs = ["null", "1", "-1e999", "\"x\"", "\"\\ud83d\"", "[]", "{}", "[null]", "[[]]", "true", "\"2020-13-45\"", "{\"reference\":5}", "{\"reference\":\"\\ud83d\"}"];
        var whole = new SmallExport().Patient("p").Encounter("e", "p", "2020-01-01T08:00:00Z", reason: "cough").Condition("c", "p", "e", "asthma", "2019-01-01").Procedure("r", "p", "e", "x-ray", "2020-01-01")
            .Order("o", "p", "e", "lisinopril 10 MG Oral Tablet", "2020-01-01T08:00:00Z").Administration("a", "p", "e", "ibuprofen 200 MG", "2020-01-01T08:00:00Z").Note("n", "p", "e", "Allergies: none", "2020-01-01").WriteNdjson(_folder["whole"]);
        var lines = Directory.EnumerateFiles(whole).Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines).ToList();
        var broken = new List<string>();
        for (var line = 0; line < lines.Count; line++)
            foreach (var path in Paths(JsonNode.Parse(lines[line])!))
                foreach (var wrong in wrongs)
                    broken.AddRange([.. lines.Select((own, i) => (i == line ? Replaced(own, path, wrong) : own)
                        .Replace("\"p\"", $"\"p{broken.Count}\"", StringComparison.Ordinal).Replace("Patient/p\"", $"Patient/p{broken.Count}\"", StringComparison.Ordinal))]);
        Directory.CreateDirectory(_folder["all"]);
        if (bundle)
            File.WriteAllText(Path.Combine(_folder["all"], "all.json"), $"{{\"resourceType\":\"Bundle\",\"entry\":[{string.Join(',', lines.Concat(broken).Select(own => $"{{\"fullUrl\":\"urn:uuid:1\",\"resource\":{own}}}"))}]}}");
        else
            File.WriteAllLines(Path.Combine(_folder["all"], "all.ndjson"), lines.Concat(broken));
        var (samples, report) = Some.Read(_folder["all"]);
        Assert.Equal("lisinopril", Assert.Single(samples, sample => sample.Patient == "p").Labels.Single());
        Assert.True(broken.Count > 7 * 400 && report.Dropped.Count > 2, $"{broken.Count} lines, {report.Dropped.Count} reasons");

        static IEnumerable<string[]> Paths(JsonNode node) => node switch
        {
            JsonObject fields => fields.SelectMany(field => Paths(field.Value!).Select(below => (string[])[field.Key, .. below]).Prepend([field.Key])),
            JsonArray items => items.SelectMany((item, i) => Paths(item!).Select(below => (string[])[$"{i}", .. below])),
            _ => [],
        };

        static string Replaced(string json, string[] path, string wrong)
        {
            var root = JsonNode.Parse(json)!;
            var node = root;
            foreach (var step in path[..^1])
                node = node is JsonArray items ? items[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!;
            node[path[^1]] = "@@";
            return root.ToJsonString().Replace("\"@@\"", wrong, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_limit_per_patient_keeps_encounters_from_the_whole_history()
    {
        var export = new SmallExport().Patient("p");
        for (var i = 0; i < 10; i++)
            export.Encounter($"e{i}", "p", $"20{i + 10}-01-01T08:00:00Z").Order($"o{i}", "p", $"e{i}", "lisinopril 10 MG Oral Tablet", $"20{i + 10}-01-01T08:00:00Z");
        var (samples, report) = Some.Read(export.WriteNdjson(_folder.Path), maxEncounters: 3);
        Assert.Equal(["e0", "e3", "e6"], samples.Select(sample => sample.Encounter));
        Assert.Equal(7, report.Dropped["encounter beyond the limit per patient"]);
    }

    [Fact]
    public void A_folder_without_known_data_is_refused_with_what_is_known()
    {
        Assert.Contains("bulk export", Assert.Throws<TrainingDataException>(() => Some.Read(_folder.Path)).Message);
        TwoVisits().WriteNdjson(_folder["fhir"]);
        Assert.Contains($"{_folder["fhir"]} does", Assert.Throws<TrainingDataException>(() => Some.Read(_folder.Path)).Message);
        Assert.Contains("no data folder", Assert.Throws<TrainingDataException>(() => Some.Read(_folder["absent"])).Message);
    }

    [Fact]
    public void A_damaged_archive_is_refused_by_name()
    {
        TwoVisits().WriteNdjson(_folder.Path);
        var whole = new MemoryStream();
        using (var zip = new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(new byte[100_000]);
        File.WriteAllBytes(_folder["Condition.ndjson.gz"], [.. whole.ToArray().Take(20), .. new byte[] { 255, 255, 255, 255 }, .. whole.ToArray().Skip(24)]);
        Assert.Contains("Condition.ndjson.gz", Assert.Throws<ExportException>(() => Some.Read(_folder.Path)).Message);
    }

    [Fact]
    public void An_archive_that_is_cut_off_is_refused_by_name_even_where_a_line_ends()
    {
        TwoVisits().WriteNdjson(_folder.Path);
        var orders = File.ReadAllBytes(_folder["MedicationRequest.ndjson"]);
        File.Delete(_folder["MedicationRequest.ndjson"]);
        // Two members, the first of which ends with its line: .NET by itself takes the rest's absence for the end.
        byte[] first = Zipped(orders[..(Array.IndexOf(orders, (byte)'\n') + 1)]), second = Zipped(orders[first.Length..]);
        foreach (var length in (int[])[first.Length - 4, first.Length + 12, first.Length + second.Length - 1, 0])
        {
            File.WriteAllBytes(_folder["MedicationRequest.ndjson.gz"], [.. first.Concat(second).Take(length)]);
            Assert.Contains("MedicationRequest.ndjson.gz", Assert.Throws<ExportException>(() => Some.Read(_folder.Path)).Message);
        }
        Assert.Contains("prescriptions.csv.gz is damaged", Assert.Throws<ExportException>(() => Mimic(second[..^9])).Message);

        static byte[] Zipped(byte[] content)
        {
            var zipped = new MemoryStream();
            using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
                zip.Write(content);
            return zipped.ToArray();
        }

        void Mimic(byte[] zipped)
        {
            File.WriteAllBytes(_folder["prescriptions.csv.gz"], zipped);
            using var stream = ExportFiles.Open(new FileInfo(_folder["prescriptions.csv.gz"]));
            _ = MedRecCloud.Training.Data.Mimic.CsvRows.Read(stream, "prescriptions.csv.gz").Count();
        }
    }

    [SkippableFact]
    public void A_full_scratch_disk_is_told_with_what_to_do()
    {
        Skip.IfNot(File.Exists("/dev/full"), "There is no device here that is always full.");
        Assert.Contains("TMPDIR", Assert.Throws<ExportException>(() => new PatientSpill(1, "/dev/full/x")).Message);
        Assert.Contains("TMPDIR", Assert.Throws<ExportException>(() => new SharedResources("/dev/full/x")).Message);
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"b\":2}\n")]
    [InlineData("{\"a\":1}\r\n\r\n{\"b\":2}")]
    [InlineData("\uFEFF{\"a\":1}\n{\"b\":2}\n\n")]
    public void Lines_are_found_whatever_their_ends(string text) =>
        Assert.Equal(["{\"a\":1}", "{\"b\":2}"], NdjsonLines.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x").Select(line => Encoding.UTF8.GetString(line.Span)));

    [Fact]
    public void A_line_longer_than_the_buffer_is_read_whole()
    {
        var line = "{\"a\":\"" + new string('x', 900_000) + "\"}";
        Assert.Equal([line.Length, 2], NdjsonLines.Read(new MemoryStream(Encoding.UTF8.GetBytes(line + "\n{}\n")), "x").Select(own => own.Length));
    }

    [Fact]
    public void The_head_of_a_resource_is_read_past_nested_fields_of_the_same_names()
    {
        var head = ResourceHead.Read("{\"contained\":[{\"resourceType\":\"Medication\",\"id\":\"m\"}],\"resourceType\":\"Encounter\",\"subject\":{\"reference\":\"http://x/Patient/7\"},\"id\":\"e\"}"u8);
        Assert.Equal(new ResourceHead("Encounter", "e", "7"), head);
        Assert.Null(ResourceHead.Read("[1]"u8));
        Assert.Null(ResourceHead.Read("{\"resourceType\":\"Patient\"}"u8));
    }

    [Fact]
    public void Grouping_gives_every_patient_once_with_all_rows_while_memory_stays_flat()
    {
        const int Patients = 96, Rows = 40, Size = 16_384;
        using var spill = new PatientSpill(24 * PatientSpill.PartBytes, _folder["spill"]);
        var content = new byte[Size];
        for (var row = 0; row < Rows; row++)
            for (var patient = 0; patient < Patients; patient++)
            {
                content[0] = (byte)row;
                spill.Add(patient.ToString(CultureInfo.InvariantCulture), row, content);
            }
        Assert.Equal(25, spill.Parts);
        var (before, most, seen) = (GC.GetTotalMemory(forceFullCollection: true), 0L, new List<string>());
        foreach (var patient in spill.Read())
        {
            seen.Add(patient.Patient);
            Assert.Equal(Enumerable.Range(0, Rows), patient.Rows.Select(own => (int)own.Content[0]));
            if (seen.Count % 10 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal(Patients, seen.Distinct().Count());
        // 63 MB went in; a part holds a twenty-fifth of it, a few times that where the hash is uneven.
        Assert.InRange(most, 0, 16L << 20);
    }

    public void Dispose() => _folder.Dispose();
}
