using System.Text;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Events;
using MedRecCloud.Fhir.Notes;

namespace MedRecCloud.Fhir.Tests.Events;

/// <summary>200,000 damaged events and notes: each is an outcome or a refusal with a reason, in bounded time and memory.</summary>
public class FuzzTests
{
    private static readonly string[] Events =
    [
        """{"id":"1","subject":"acc.example/Encounter/e","data":{"resourceType":"Encounter","resourceFhirAccount":"acc.example","resourceFhirId":"e","resourceVersionId":3},"eventType":"Microsoft.HealthcareApis.FhirResourceUpdated"}""",
        """{"specversion":"1.0","type":"Microsoft.HealthcareApis.FhirResourceDeleted","data":{"resourceType":"DocumentReference","resourceFhirAccount":"a","resourceFhirId":"d","resourceVersionId":2}}""",
        """{"resourceType":"Encounter","id":"e","meta":{"versionId":"1","lastUpdated":"2024-01-01T00:00:00Z"},"status":"finished","class":{"code":"AMB"},"type":[{"coding":[{"system":"http://snomed.info/sct","code":"1","display":"Visit"}]}],"subject":{"reference":"Patient/p"},"period":{"start":"2024-01-01T00:00:00Z"}}""",
        """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"p","birthDate":"1970-01-01","name":[{"family":"Berg","given":["Anna"]}]}},{"resource":{"resourceType":"Encounter","id":"e","subject":{"reference":"Patient/p"},"period":{"start":"2024-01-01"}}},{"resource":{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},"code":{"text":"Cough"},"onsetDateTime":"2020"}},{"resource":{"resourceType":"MedicationRequest","id":"m","status":"active","subject":{"reference":"Patient/p"},"medicationCodeableConcept":{"text":"Aspirin 81 MG"},"authoredOn":"2023-01-01"}},{"resource":{"resourceType":"Observation","id":"o","status":"final","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]},"valueQuantity":{"value":1.5},"effectiveDateTime":"2023-12-31"}},{"resource":{"resourceType":"DocumentReference","id":"d","status":"current","subject":{"reference":"Patient/p"},"context":{"encounter":[{"reference":"Encounter/e"}]},"content":[{"attachment":{"contentType":"text/plain","data":"SFBJOiBBbm5hIGNvdWdocw=="}}]}}]}""",
        """{"resourceType":"Bundle","type":"history","entry":[{"resource":{"resourceType":"Parameters","parameter":[{"name":"subscription","valueReference":{"reference":"https://h.example/fhir/Subscription/1"}},{"name":"type","valueCode":"event-notification"},{"name":"notification-event","part":[{"name":"event-number","valueString":"7"},{"name":"focus","valueReference":{"reference":"https://h.example/fhir/Encounter/e"}}]}]},"request":{"method":"GET","url":"x"}}]}""",
        """{"headers":{},"payload":{"operationType":"UPDATE","payloadId":"Encounter/e","payload":"{\"resourceType\":\"Encounter\",\"id\":\"e\"}"}}""",
    ];

    private static readonly string[] Tokens =
    [
        "null", "[]", "{}", "-1", "1e999", "\"\"", "\"\\ud800\"", "[[[[[[[[", "{\"a\":", "true", "\"entered-in-error\"", "\"../..\"", "\"9999-99-99\"", "\"0001-01-01\"", "\"9999-12-31T23:59:59.999+14:00\"",
        "\"Patient\"", "\"Bundle\"", "\"resourceType\"", "\"http://169.254.169.254/\"", "99999999999999999999", "\"\\u0000\"", "\"urn:uuid:x\"", "[{\"reference\":\"Encounter/e\"}]",
    ];

    private static readonly byte[][] Notes =
    [
        Encoding.Latin1.GetBytes("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset204 A;}}{\\*\\x y}\\b HPI\\b0\\par \\'e9 \\u8364 ? \\bin3 abc\\cell\\row}"),
        "<html><body><h1>Allergies</h1><ul><li>a</li></ul><table><tr><td>b</td></tr></table><div><p>c</body></html>"u8.ToArray(),
        "<?xml version='1.0'?><ClinicalDocument xmlns='urn:hl7-org:v3'><component><structuredBody><component><section><code code='48765-2'/><title>Allergies</title><text><table><tr><td>x</td></tr></table></text></section></component></structuredBody></component></ClinicalDocument>"u8.ToArray(),
        "# HPI\nCough\n# Medications\naspirin 81 mg; lisinopril\nALLERGIES: none\n## Plan\nx"u8.ToArray(),
    ];

    [Fact]
    public void Damaged_events_are_outcomes_or_refusals()
    {
        var random = new Random(11);
        var (taken, refused) = (0, 0);
        for (var i = 0; i < 130_000; i++)
        {
            var body = i % 2 == 0 ? Structured(random, Events[random.Next(Events.Length)]) : Bytes(random, Encoding.UTF8.GetBytes(Events[random.Next(Events.Length)]));
            try
            {
                using var read = EnvelopeReader.Read(body);
                taken++;
                Use(read);
            }
            catch (FhirEventException refusal)
            {
                refused++;
                Assert.NotEmpty(refusal.Reason);
                Assert.DoesNotContain("Anna", refusal.Message);
                Assert.DoesNotContain("Berg", refusal.Message);
            }
        }
        Assert.InRange(taken, 10_000, 120_000);
        Assert.InRange(refused, 10_000, 120_000);
    }

    [Fact]
    public void Damaged_notes_are_text_or_say_why_not()
    {
        var random = new Random(12);
        for (var i = 0; i < 70_000; i++)
        {
            var text = NoteText.Of(new NoteAttachment(i % 3 == 0 ? "text/html" : null, Bytes(random, Notes[random.Next(Notes.Length)]), null, null, null));
            if (text.Reason is not null) continue;
            Assert.Equal(text.Plain.Length, SectionSplitter.Split(text).Sum(span => span.Length));
        }
    }

    [Theory]
    [InlineData("{\\rtf1 ", "{")]
    [InlineData("<html><body>", "<div><b>")]
    [InlineData("<ClinicalDocument xmlns='urn:hl7-org:v3'>", "<component><section>")]
    [InlineData("[", "[")]
    [InlineData("", "{\"payload\":")]
    public void Nesting_without_end_neither_crashes_nor_hangs(string start, string step)
    {
        var bytes = Encoding.Latin1.GetBytes(start + string.Concat(Enumerable.Repeat(step, 5_000)));
        _ = NoteText.Of(new NoteAttachment(null, bytes, null, null, null));
        Assert.Throws<FhirEventException>(() => EnvelopeReader.Read(bytes));
    }

    private static void Use(FhirEvent read)
    {
        foreach (var change in read.Changes.Where(change => change.Resource.Type == "Encounter"))
        {
            var record = new PatientRecord("default");
            foreach (var carried in read.Carried) record.Add(carried.Json, carried.Key);
            record.Complete(change.Resource, null);
            var context = record.ContextAt(change.Resource.Id, live: true);
            _ = Clinical.Prompts.PromptTemplates.MedRec2.Compose(context, 3_000);
            _ = Clinical.Context.ContextHash.Of(context);
        }
    }

    /// <summary>Puts JSON where other JSON was: at a value, at a name, or an entry twice.</summary>
    private static byte[] Structured(Random random, string json)
    {
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var colons = json.Select((c, i) => (c, i)).Where(one => one.c is ':' or ',' or '[').Select(one => one.i).ToArray();
            if (colons.Length == 0) break;
            var at = colons[random.Next(colons.Length)] + 1;
            var end = at;
            while (end < json.Length && json[end] is not (',' or '}' or ']')) end++;
            json = json[..at] + Tokens[random.Next(Tokens.Length)] + json[(random.Next(4) == 0 ? at : end)..];
        }
        return Encoding.UTF8.GetBytes(json);
    }

    private static byte[] Bytes(Random random, byte[] source)
    {
        var bytes = source.ToList();
        for (var edits = random.Next(1, 6); edits > 0 && bytes.Count > 0; edits--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, (byte)random.Next(256)); break;
                case 3: bytes.RemoveRange(at, Math.Min(random.Next(20), bytes.Count - at)); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(40), bytes.Count - at))); break;
            }
        }
        return [.. bytes];
    }
}
