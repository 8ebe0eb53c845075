using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Tests.Data;

/// <summary>The same patients as other servers and generators write them: what the shape alone changes must change no sample.</summary>
public sealed class ExportShapeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Lines_that_refer_by_uuid_give_the_same_samples() => AssertSame(resource => Referring(resource, literal => "urn:uuid:" + literal[(literal.IndexOf('/', StringComparison.Ordinal) + 1)..]));

    [Fact]
    public void Lines_that_refer_by_versioned_absolute_url_give_the_same_samples() => AssertSame(resource => Referring(resource, literal => $"https://example.org/fhir/R4/{literal}/_history/3"));

    [Theory]
    [InlineData("urn:uuid:")]
    [InlineData("http://example.org/fhir/")]
    public void A_transaction_whose_entries_have_no_ids_yet_gives_the_same_samples(string address)
    {
        var entries = new JsonArray();
        foreach (var resource in Resources())
        {
            string Full(string literal) => address.StartsWith("urn", StringComparison.Ordinal) ? address + literal[(literal.IndexOf('/', StringComparison.Ordinal) + 1)..] : address + literal;
            var entry = new JsonObject { ["fullUrl"] = Full($"{resource["resourceType"]}/{resource["id"]}"), ["resource"] = Referring(resource, Full) };
            resource.Remove("id");
            // An entry that nothing refers to needs no address either.
            if (resource["resourceType"]!.GetValue<string>() is "Condition" or "MedicationRequest")
                entry.Remove("fullUrl");
            entries.Add(entry);
        }
        Directory.CreateDirectory(_folder["bundle"]);
        File.WriteAllText(Path.Combine(_folder["bundle"], "b.json"), new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = entries }.ToJsonString());
        AssertSame(Some.Read(_folder["bundle"]));
    }

    [Fact]
    public void A_medicine_counts_wherever_its_name_stands()
    {
        AssertSame(resource => Medicine(resource, (order, name) =>
        {
            order["contained"] = new JsonArray(new JsonObject { ["resourceType"] = "Medication", ["id"] = "m", ["code"] = new JsonObject { ["text"] = name } });
            return new JsonObject { ["reference"] = "#m" };
        }));
        // No Medication in the export: its name stands beside the reference.
        AssertSame(resource => Medicine(resource, (_, name) => new JsonObject { ["reference"] = "Medication/absent", ["display"] = name }));
        AssertSame(resource => Medicine(resource, (order, name) =>
        {
            // Only its ingredients are named.
            order["contained"] = new JsonArray(new JsonObject { ["resourceType"] = "Medication", ["id"] = "m", ["ingredient"] = new JsonArray(new JsonObject { ["itemCodeableConcept"] = new JsonObject { ["text"] = name } }) });
            return new JsonObject { ["reference"] = "#m" };
        }));
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(-5)]
    [InlineData(0)]
    [InlineData(9)]
    public void An_order_dated_by_its_day_alone_belongs_to_the_encounter_of_that_day_in_any_time_zone(int hours) => AssertSame(resource =>
    {
        var written = Local(resource, hours);
        if (written["authoredOn"] is { } authored)
            written["authoredOn"] = authored.GetValue<string>()[..10];
        return written;
    });

    [Theory]
    [InlineData(-5)]
    [InlineData(9)]
    public void The_time_zone_that_times_are_written_in_changes_nothing(int hours) => AssertSame(resource => Local(resource, hours));

    [Fact]
    public void An_order_dated_a_day_before_its_encounter_stays_out()
    {
        var folder = new SmallExport().Patient("p").Encounter("a", "p", "2020-01-02T20:00:00-08:00").Order("o", "p", "a", "lisinopril 10 MG", "2020-01-01").Order("q", "p", "a", "ibuprofen 200 MG", "2020-01-02").WriteNdjson(_folder["early"]);
        var (samples, report) = Some.Read(folder);
        Assert.Equal("ibuprofen", Assert.Single(Assert.Single(samples).Labels));
        Assert.Equal(1, report.Dropped["order written before its encounter began"]);
    }

    [Fact]
    public void What_a_patient_only_said_to_take_is_no_order_of_the_encounter_but_known_later()
    {
        var export = Export();
        export.Add(new JsonObject
        {
            ["resourceType"] = "MedicationRequest", ["id"] = "said", ["status"] = "active", ["intent"] = "order", ["reportedBoolean"] = true, ["medicationCodeableConcept"] = new JsonObject { ["text"] = "warfarin 5 MG" },
            ["subject"] = new JsonObject { ["reference"] = "Patient/p" }, ["encounter"] = new JsonObject { ["reference"] = "Encounter/a" }, ["authoredOn"] = "2020-01-01T23:30:00Z",
        });
        var (samples, report) = Some.Read(export.WriteNdjson(_folder["said"]));
        Assert.All(samples, sample => Assert.DoesNotContain("warfarin", sample.Labels));
        Assert.True(samples[1].WasOrderedBefore("warfarin"));
        Assert.Equal(1, report.Dropped["order that was only reported, not written"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_note_whose_text_is_a_binary_of_the_export_is_read(bool bundle)
    {
        var binary = new JsonObject { ["resourceType"] = "Binary", ["id"] = "x", ["contentType"] = "text/plain", ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("Medications:\nwarfarin 5 MG Oral Tablet\n")) };
        var note = new JsonObject
        {
            ["resourceType"] = "DocumentReference", ["id"] = "n", ["status"] = "current", ["subject"] = new JsonObject { ["reference"] = "Patient/p" }, ["date"] = "2020-02-01",
            ["context"] = new JsonObject { ["encounter"] = new JsonArray(new JsonObject { ["reference"] = "Encounter/b" }) },
            ["content"] = new JsonArray(new JsonObject { ["attachment"] = new JsonObject { ["contentType"] = "text/plain", ["url"] = bundle ? "urn:uuid:x" : "Binary/x" } }),
        };
        var export = Export().Add(note).Add(binary);
        var (samples, _) = Some.Read(bundle ? export.WriteBundle(_folder["binary"]) : export.WriteNdjson(_folder["binary"]));
        Assert.Contains("warfarin", samples[1].Prompt.Prefix, StringComparison.Ordinal);
    }

    [Fact]
    public void Visits_whose_type_is_said_in_words_alone_are_of_one_kind() => AssertSame(resource =>
    {
        foreach (var type in resource["type"] as JsonArray ?? [])
            type!.AsObject().Remove("coding");
        return resource;
    });

    [Fact]
    public void Lines_in_a_file_of_the_wrong_name_are_told_what_their_name_must_be()
    {
        Directory.CreateDirectory(_folder["lines"]);
        File.WriteAllLines(Path.Combine(_folder["lines"], "all.json"), Resources().Select(resource => resource.ToJsonString()));
        Assert.Contains(".ndjson", Assert.Throws<TrainingDataException>(() => Some.Read(_folder["lines"])).Message);
    }

    [Fact]
    public void A_folder_above_bundles_is_told_so()
    {
        Export().WriteBundle(_folder["fhir"]);
        Assert.Contains($"{_folder["fhir"]} does", Assert.Throws<TrainingDataException>(() => Some.Read(_folder.Path)).Message);
    }

    public void Dispose() => _folder.Dispose();

    // Late in UTC's day, so that it is another day west and east of it.
    private static SmallExport Export() => new SmallExport()
        .Patient("p").Encounter("a", "p", "2020-01-01T23:30:00Z", reason: "cough").Encounter("b", "p", "2020-02-02T02:00:00Z", reason: "cough").Encounter("c", "p", "2020-03-03T12:00:00Z")
        .Condition("c1", "p", "a", "asthma", "2020-01-01T23:30:00Z").Procedure("p1", "p", "a", "x-ray", "2020-01-01T23:30:00Z")
        .Order("o", "p", "a", "lisinopril 10 MG Oral Tablet", "2020-01-01T23:30:00Z").Order("q", "p", "b", "Acetaminophen 300 MG / Hydrocodone Bitartrate 5 MG Oral Tablet", "2020-02-02T02:00:00Z")
        .Order("r", "p", "c", "ibuprofen 200 MG", "2020-03-03T12:00:00Z");

    private List<JsonObject> Resources()
    {
        var folder = Export().WriteNdjson(_folder["plain"]);
        return [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    private void AssertSame(Func<JsonObject, JsonObject> shape)
    {
        var folder = Directory.CreateDirectory(_folder["other"]).FullName;
        File.WriteAllLines(Path.Combine(folder, "all.ndjson"), Resources().Select(resource => shape(resource).ToJsonString()));
        AssertSame(Some.Read(folder));
    }

    private void AssertSame((IReadOnlyList<Sample> Samples, CohortReport Report) other)
    {
        Resources();
        var (samples, report) = Some.Read(_folder["plain"]);
        Assert.Equal(3, report.EncountersWithOrders);
        Assert.Empty(other.Report.Dropped);
        Assert.Equal(samples.Select(Told), other.Samples.Select(Told));

        static string Told(Sample sample) => $"{sample.PredictionTime.UtcDateTime:O} {Some.AllText(sample, "lisinopril", "acetaminophen", "hydrocodone", "ibuprofen")} {string.Join(',', sample.Labels)} {string.Join(',', sample.Codes.RecentMedicines)} {string.Join(',', sample.Codes.LastOfKind)}";
    }

    private static JsonObject Referring(JsonObject resource, Func<string, string> written)
    {
        foreach (var reference in resource.Select(field => field.Value).OfType<JsonObject>().Where(field => field.ContainsKey("reference")))
            reference["reference"] = written(reference["reference"]!.GetValue<string>());
        return resource;
    }

    private static JsonObject Medicine(JsonObject resource, Func<JsonObject, string, JsonObject> reference)
    {
        if (resource["medicationCodeableConcept"] is not { } concept)
            return resource;
        resource.Remove("medicationCodeableConcept");
        resource["medicationReference"] = reference(resource, concept["text"]!.GetValue<string>());
        return resource;
    }

    private static JsonObject Local(JsonObject resource, int hours)
    {
        foreach (var (holder, field) in new[] { (resource, "authoredOn"), (resource, "onsetDateTime"), (resource, "recordedDate"), (resource, "performedDateTime"), (resource["period"] as JsonObject ?? [], "start"), (resource["period"] as JsonObject ?? [], "end") })
            if (holder[field] is { } time)
                holder[field] = DateTimeOffset.Parse(time.GetValue<string>(), CultureInfo.InvariantCulture).ToOffset(TimeSpan.FromHours(hours)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        return resource;
    }
}
