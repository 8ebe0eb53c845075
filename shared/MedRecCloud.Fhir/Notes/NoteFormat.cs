namespace MedRecCloud.Fhir.Notes;

/// <summary>What an attachment is.</summary>
internal enum NoteFormat
{
    Unknown,
    Plain,
    Html,
    Rtf,
    Pdf,
    Ccda,
    Xml,
    Image,
    Media,
}
