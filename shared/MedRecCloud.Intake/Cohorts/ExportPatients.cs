using System.Collections.Frozen;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Exports;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>
/// A bulk export's patients with their encounters, in an order that depends on the export alone. Grouped on disk first, so that memory does not grow with the export.
/// Resources pass through as bytes: what they say is read by the worker. What is broken is counted, what is whole goes on.
/// </summary>
internal sealed class ExportPatients(IReadOnlyList<ExportPart> files, CohortProblems problems, int shardSize)
{
    private const int UsualCompression = 12;

    private static readonly FrozenSet<string> s_ofPatients = new[]
    {
        "Patient", "Encounter", "Condition", "Procedure", "AllergyIntolerance", "Observation", "MedicationRequest", "MedicationStatement", "MedicationAdministration", "DocumentReference",
    }.ToFrozenSet(StringComparer.Ordinal);

    // 16 bytes an encounter: finds the same encounter under two patients.
    private readonly HashSet<Int128> _seen = [];
    private readonly HashSet<Int128> _deleted = [];

    public IEnumerable<PendingPatient> Read(string scratchFolder, CancellationToken cancellationToken)
    {
        using var spill = new PatientSpill(files.Sum(file => IsZipped(file) ? file.Length * UsualCompression : file.Length), scratchFolder);
        using var shared = new SharedResources(scratchFolder);
        foreach (var file in files.Where(file => file.HoldsDeletions)) ExportDeletions.Read(Lines(file, cancellationToken), key => _deleted.Add(Hash(key)));
        foreach (var file in files.Where(file => !file.HoldsDeletions)) Group(file, spill, shared, cancellationToken);
        foreach (var rows in spill.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var patient in rows.Patient.Length == 0 ? WithoutPatient(rows) : OfPatient(rows, shared)) yield return patient;
        }
    }

    private void Group(ExportPart file, PatientSpill spill, SharedResources shared, CancellationToken cancellationToken)
    {
        var (endsBroken, count) = (false, 0L);
        foreach (var line in Lines(file, cancellationToken))
        {
            var json = line.Span;
            (endsBroken, count) = (false, count + 1);
            if (ResourceHead.Read(json) is not { } head)
            {
                endsBroken = !IsWhole(json);
                problems.Add("line is no FHIR resource with type and id");
            }
            else if (!ResourceKey.IsId(head.Id)) problems.Add("id that FHIR does not allow");
            else if (_deleted.Count > 0 && _deleted.Contains(Hash($"{head.Type}/{head.Id}"))) problems.Add("deleted on the server");
            else if (head.Type is "Medication" or "Binary") shared.Add($"{head.Type}/{head.Id}", json);
            else if (!s_ofPatients.Contains(head.Type)) problems.Add($"not read: {Word(head.Type)}");
            else if (head.Patient is null && head.Type != "Encounter") problems.Add($"{head.Type} without a patient");
            else if (head.Type != "Observation" || ResourceLinks.HoldsSafetyValue(json)) spill.Add(head.Patient ?? "", 0, json);
        }

        // The decompressor may take a cut for the end; the half line before it gives it away.
        if (endsBroken && IsZipped(file)) problems.Add(Damaged(file));
        if (file.Count is { } stated && stated != count) problems.Add($"file has not as many lines as its manifest says: {file.Name}");
    }

    // The log of an export is JSON too, and no FHIR.
    private static bool IsWhole(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return reader.Read() && reader.TrySkip();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Lines(ExportPart file, CancellationToken cancellationToken)
    {
        if (IsZipped(file) && file.Length == 0)
        {
            // Not even a header is there; the decompressor takes it for an empty file.
            problems.Add(Damaged(file));
            yield break;
        }

        using var bytes = file.Open();
        using var stream = IsZipped(file) ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        using var lines = NdjsonLines.Read(stream, file.Name).GetEnumerator();
        while (Next(lines, file))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return lines.Current;
        }
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

    private IEnumerable<PendingPatient> WithoutPatient(PatientRows rows)
    {
        foreach (var row in rows.Rows)
            if (ResourceHead.Read(row.Content) is { } head && IsNew(head.Id)) yield return PendingPatient.Failed(head.Id, "", "encounter-without-patient");
    }

    private IEnumerable<PendingPatient> OfPatient(PatientRows rows, SharedResources shared)
    {
        var (resources, named, needed) = (new List<ReadOnlyMemory<byte>>(rows.Rows.Count), new List<string>(), new HashSet<ResourceKey>());
        var (seen, encounters) = (new HashSet<(string, string)>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var row in rows.Rows)
        {
            var head = ResourceHead.Read(row.Content)!.Value;
            if (!seen.Add((head.Type, head.Id)))
            {
                problems.Add("duplicate id within a patient");
                continue;
            }

            resources.Add(row.Content);
            if (head.Type == "Encounter") encounters.Add(head.Id);
            if (head.Type is "Patient" or "Encounter") continue;
            var links = ResourceLinks.Read(row.Content);
            if (links.Encounter is { } encounter) named.Add(encounter);
            needed.UnionWith(links.Needed);
        }

        problems.Add("reference to an encounter that is not in the source", named.Count(encounter => !encounters.Contains(encounter)));
        string[] wanted = [.. encounters.Where(IsNew).Order(StringComparer.Ordinal)];
        if (!seen.Contains(("Patient", rows.Patient)))
        {
            problems.Add("patient is not in the source");
            return wanted.Select(encounter => PendingPatient.Failed(encounter, rows.Patient, "patient-not-in-source"));
        }

        // Before what refers to them, so that the reader knows them by then.
        resources.InsertRange(0, Find(needed, shared));
        return wanted.Chunk(shardSize).Select(some =>
            PendingPatient.Of(new CohortPatient(rows.Patient, [.. some.Select(id => new CohortEncounter { Id = id })], resources)));
    }

    private IEnumerable<ReadOnlyMemory<byte>> Find(HashSet<ResourceKey> needed, SharedResources shared)
    {
        foreach (var key in needed.OrderBy(key => key.Unversioned, StringComparer.Ordinal))
        {
            if (shared.Find(key.Unversioned) is { } content) yield return content;
            else problems.Add($"reference to a {key.Type} that is not in the source");
        }
    }

    private bool IsNew(string encounter)
    {
        if (_seen.Add(Hash(encounter))) return true;
        problems.Add("duplicate id of an encounter of another patient");
        return false;
    }

    private static Int128 Hash(string words) => BitConverter.ToInt128(SHA256.HashData(Encoding.UTF8.GetBytes(words)), 0);

    // The type stands in a file from outside: nothing but a word goes on.
    private static string Word(string type) => type.Length <= 40 && type.All(char.IsAsciiLetter) && char.IsAsciiLetterUpper(type[0]) ? type : "unknown type";

    private static bool IsZipped(ExportPart file) => file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
