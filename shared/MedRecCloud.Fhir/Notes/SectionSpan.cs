using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Fhir.Notes;

/// <summary>A section's place in a note's plain text: the whole span with its heading, and the body inside it.</summary>
internal readonly record struct SectionSpan(NoteSectionKind Kind, int Start, int Length, int BodyStart, int BodyLength);
