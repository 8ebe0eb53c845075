using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Exports;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>
/// A bulk export's encounters, patient by patient, in an order that depends on the export alone. Grouped on disk first, so that memory does not grow with the export.
/// What is broken is counted, what is whole goes on.
/// </summary>
internal sealed class ExportEntries(IReadOnlyList<ExportPart> files, EntryComposer composer, CohortProblems problems)
{
    private const int UsualCompression = 12;

    private static readonly FrozenSet<string> s_ofPatients = new[]
    {
        "Patient", "Encounter", "Condition", "Procedure", "AllergyIntolerance", "Observation", "MedicationRequest", "MedicationStatement", "MedicationAdministration", "DocumentReference",
    }.ToFrozenSet(StringComparer.Ordinal);

    // 16 bytes an encounter: finds the same encounter under two patients.
    private readonly HashSet<Int128> _seen = [];

    public IEnumerable<PendingEntry> Read(string scratchFolder, CancellationToken cancellationToken)
    {
        using var spill = new PatientSpill(files.Sum(file => IsZipped(file) ? file.Length * UsualCompression : file.Length), scratchFolder);
        using var shared = new SharedResources(scratchFolder);
        foreach (var file in files) Group(file, spill, shared, cancellationToken);
        foreach (var rows in spill.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var entry in rows.Patient.Length == 0 ? WithoutPatient(rows) : OfPatient(rows, shared)) yield return entry;
        }
    }

    private void Group(ExportPart file, PatientSpill spill, SharedResources shared, CancellationToken cancellationToken)
    {
        using var bytes = file.Open();
        using var stream = IsZipped(file) ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        using var lines = NdjsonLines.Read(stream, file.Name).GetEnumerator();
        var endsBroken = false;
        while (Next(lines, file))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var line = lines.Current.Span;
            endsBroken = false;
            if (ResourceHead.Read(line) is not { } head)
            {
                endsBroken = true;
                problems.Add("line is no FHIR resource with type and id");
            }
            else if (head.Type == "Medication") shared.Add($"{head.Type}/{head.Id}", line);
            else if (!s_ofPatients.Contains(head.Type)) problems.Add($"not read: {Word(head.Type)}");
            else if (head.Patient is not null) spill.Add(head.Patient, 0, line);
            else if (head.Type == "Encounter") spill.Add("", 0, line);
            else problems.Add($"{head.Type} without a patient");
        }

        // The decompressor may take a cut for the end; the half line before it gives it away.
        if (endsBroken && IsZipped(file)) problems.Add(Damaged(file));
    }

    private static string Damaged(ExportPart file) => $"file is damaged or cut off: {file.Name}";

    private bool Next(IEnumerator<ReadOnlyMemory<byte>> lines, ExportPart file)
    {
        try
        {
            return lines.MoveNext();
        }
        catch (ExportException)
        {
            // What came before the damage is used.
            problems.Add(Damaged(file));
            return false;
        }
    }

    private IEnumerable<PendingEntry> WithoutPatient(PatientRows rows)
    {
        foreach (var row in rows.Rows)
        {
            if (ResourceHead.Read(row.Content) is { } head && IsNew(head.Id)) yield return PendingEntry.Failed(head.Id, "", "encounter-without-patient");
        }
    }

    private IEnumerable<PendingEntry> OfPatient(PatientRows rows, SharedResources shared)
    {
        var record = new PatientRecord(composer.Server);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows.Rows)
        {
            using var document = JsonDocument.Parse(row.Content);
            var resource = document.RootElement.Clone();
            var head = ResourceHead.Read(row.Content)!.Value;
            if (!seen.Add($"{head.Type}/{head.Id}")) problems.Add("duplicate id within a patient");
            else Add(record, resource, shared);
        }

        var known = record.Encounters.Select(encounter => encounter.Source.Id).ToHashSet(StringComparer.Ordinal);
        problems.Add("reference to an encounter that is not in the source", rows.Rows.Count(row => Dangles(row.Content, known)));
        if (record.Patient is null) problems.Add("patient is not in the source");
        foreach (var encounter in record.Encounters.OrderBy(fact => fact.Start).ThenBy(fact => fact.Source.Id, StringComparer.Ordinal))
        {
            if (!IsNew(encounter.Source.Id)) continue;
            yield return record.Patient is null
                ? PendingEntry.Failed(encounter.Source.Id, rows.Patient, "patient-not-in-source")
                : new PendingEntry(_ => Task.FromResult(composer.Compose(record, encounter)));
        }
    }

    private void Add(PatientRecord record, JsonElement resource, SharedResources shared)
    {
        if (Reference(resource, "medicationReference") is { Type: "Medication" } medication)
        {
            if (shared.Find(medication.Unversioned) is { } content)
            {
                using var document = JsonDocument.Parse(content);
                record.Add(document.RootElement.Clone());
            }
            else problems.Add("reference to a Medication that is not in the source");
        }

        record.Add(resource);
    }

    private bool IsNew(string encounter)
    {
        if (_seen.Add(BitConverter.ToInt128(SHA256.HashData(Encoding.UTF8.GetBytes(encounter)), 0))) return true;
        problems.Add("duplicate id of an encounter of another patient");
        return false;
    }

    private static bool Dangles(byte[] content, HashSet<string> encounters)
    {
        using var document = JsonDocument.Parse(content);
        return Reference(document.RootElement, "encounter") is { } key && !encounters.Contains(key.Id);
    }

    private static ResourceKey? Reference(JsonElement resource, string name) =>
        resource.TryGetProperty(name, out var reference) && reference.ValueKind == JsonValueKind.Object && reference.TryGetProperty("reference", out var literal)
        && literal.ValueKind == JsonValueKind.String ? ResourceKey.TryParse(literal.GetString()) : null;

    // The type stands in a file from outside: nothing but a word goes on.
    private static string Word(string type) => type.Length <= 40 && type.All(char.IsAsciiLetter) && char.IsAsciiLetterUpper(type[0]) ? type : "unknown type";

    private static bool IsZipped(ExportPart file) => file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
