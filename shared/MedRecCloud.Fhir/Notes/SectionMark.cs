using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Fhir.Notes;

/// <summary>Where a structured document says that a section begins, and where its text does.</summary>
internal readonly record struct SectionMark(NoteSectionKind Kind, int Start, int Body);
