using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Notes;

/// <summary>A DocumentReference with its attachments, decoded only when its encounter is asked for.</summary>
public sealed class NoteDocument
{
    private NoteDocument(ResourceKey source) => Source = source;

    public ResourceKey Source { get; }

    /// <summary>Ids of the encounters it belongs to.</summary>
    public ImmutableArray<string> Encounters { get; private init; } = [];

    /// <summary>current, superseded or entered-in-error.</summary>
    public string Status { get; private init; } = "";

    public DateTimeOffset? Date { get; private init; }

    /// <summary>Not finished yet: it may still change, so it is not read.</summary>
    public bool IsPreliminary { get; private init; }

    /// <summary>Taken back by its author.</summary>
    public bool IsRetracted { get; private init; }

    public bool IsSuperseded => Status == "superseded";

    /// <summary>A finished note of the encounter that still stands.</summary>
    public bool IsCurrentOf(string encounterId) => Encounters.Contains(encounterId) && !IsSuperseded && !IsRetracted && !IsPreliminary;

    /// <summary>Ids of the documents that this one replaces.</summary>
    public ImmutableArray<string> Replaces { get; private init; } = [];

    public ImmutableArray<NoteAttachment> Attachments { get; private set; } = [];

    /// <summary>Reads the resource's fields; null when it is not a DocumentReference with content.</summary>
    public static NoteDocument? Read(JsonElement resource, ResourceKey key)
    {
        if (key.Type != "DocumentReference") return null;
        var context = resource.Child("context");
        // R4 nests the encounter in context; R5 makes context itself the reference.
        var encounters = context is { ValueKind: JsonValueKind.Object } nested ? nested.Items("encounter") : resource.Items("context");
        var docStatus = resource.Text("docStatus");
        var status = resource.Text("status") ?? "";
        return new NoteDocument(key)
        {
            Encounters = [.. encounters.Select(FhirElement.AsReference).Where(reference => reference is { Type: "Encounter" or "Resource" }).Select(reference => reference!.Id)],
            Status = status,
            Date = resource.Moment("date") ?? context?.Start("period") ?? resource.LastUpdated(),
            IsPreliminary = docStatus is "preliminary" or "registered" or "partial",
            IsRetracted = status == "entered-in-error" || docStatus is "entered-in-error" or "cancelled" or "deprecated",
            Replaces = [.. resource.Items("relatesTo").Where(relation => relation.Code("code") == "replaces")
                .Select(relation => relation.Reference("target")?.Id).Where(id => id is not null).Select(id => id!)],
            Attachments = [.. resource.Items("content").Select(content => content.Child("attachment")).Where(attachment => attachment is not null)
                .Select(attachment => NoteAttachment.Read(attachment!.Value))],
        };
    }

    /// <summary>Fills in an attachment that was only linked.</summary>
    public void Provide(int index, ReadOnlyMemory<byte> data, string? contentType) =>
        Attachments = Attachments.SetItem(index, Attachments[index].With(data, contentType));

    /// <summary>The sections of the first attachment that can be read as text: several attachments of one document are renderings of the same note.</summary>
    internal IEnumerable<NoteSection> Sections(Deidentifier deidentifier, ImmutableArray<UnreadSource>.Builder unread)
    {
        var reasons = new List<string>();
        foreach (var attachment in Attachments)
        {
            var text = NoteText.Of(attachment);
            if (text.Reason is { } reason)
            {
                reasons.Add(reason);
                continue;
            }
            return SectionSplitter.Split(text).Select(span =>
            {
                var body = text.Plain.AsSpan(span.BodyStart, span.BodyLength);
                return new NoteSection(Source, span.Kind, span.Start, span.Length, deidentifier.Clean(body.ToString()), Date, Encounters.FirstOrDefault()) { TextStart = span.BodyStart };
            });
        }
        unread.Add(new UnreadSource(Source, reasons.Count == 0 ? "no attachment" : string.Join("; ", reasons.Distinct().Order(StringComparer.Ordinal))));
        return [];
    }
}
