using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Fhir.Notes;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace MedRecCloud.Fhir.Tests.Notes;

public class NoteFormatTests
{
    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public void Plain_text_is_read_whatever_it_is_called(string? type) => Assert.Equal("Fieber über 39", Read("Fieber über 39"u8, type).Plain);

    [Fact]
    public void A_charset_is_honoured_and_a_missing_one_guessed()
    {
        Assert.Equal("naïve", Read(Encoding.Latin1.GetBytes("naïve"), "text/plain; charset=iso-8859-1").Plain);
        Assert.Equal("naïve", Read(Encoding.Latin1.GetBytes("naïve"), "text/plain").Plain);
        Assert.Equal("кашель", Read(Encoding.GetEncoding(1251).GetBytes("кашель"), "text/plain; charset=windows-1251").Plain);
        Assert.Equal("naïve", Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("naïve")], null).Plain);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xhtml")]
    [InlineData("application/xhtml+xml; charset=utf-8")]
    [InlineData(null)]
    public void Html_becomes_lines_headings_and_cells(string? type)
    {
        var text = Read("<html><head><title>x</title><style>p{}</style></head><body><h2>Allergies</h2><ul><li>Penicillin</li><li>Nuts &amp; eggs</li></ul><h1>Plan</h1><p>Start<br/>now</p><table><tr><td>a</td><td>b</td></tr></table><script>alert(1)</script></body></html>"u8, type);
        Assert.Equal("# Allergies\n- Penicillin\n- Nuts & eggs\n# Plan\nStart\nnow\na\tb", text.Plain);
        Assert.Equal([NoteSectionKind.Allergies, NoteSectionKind.Plan], SectionSplitter.Split(text).Select(span => span.Kind));
    }

    [Fact]
    public void Rtf_is_read_with_groups_code_pages_unicode_and_skipped_destinations()
    {
        const string Rtf = """
            {\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil Arial;}{\f1\fnil\fcharset204 Cyr;}}{\*\generator x;}{\stylesheet{\s0 Normal;}}{\info{\title secret}}
            {\header page header}\pard\b ALLERGIES\b0\par Na\'efve \u8364 ?5\par {\f1 \'ea\'e0\'f8\'e5\'eb\'fc}\par\uc2\u916 ??\uc1 end\~x{\pict\bin4 {{}}89504e47}\line a\cell b\row \{ok\}}
            """;
        Assert.Equal("ALLERGIES\nNaïve €5\nкашель\nΔend x\na\tb\n{ok}", Read(Encoding.Latin1.GetBytes(Rtf), "application/rtf").Plain);
        Assert.Equal("ok", Read("{\\rtf1 ok"u8, "text/plain").Plain);
    }

    [Fact]
    public void Pdf_is_read_in_order_without_repeated_headers_and_footers()
    {
        var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        for (var page = 1; page <= 4; page++)
        {
            var sheet = builder.AddPage(595, 842);
            sheet.AddText($"Page {page} of 4", 10, new PdfPoint(250, 20), font);
            sheet.AddText("General Hospital", 10, new PdfPoint(50, 820), font);
            sheet.AddText($"First line {(char)('a' + page)}", 10, new PdfPoint(50, 700), font);
            sheet.AddText($"second line {(char)('a' + page)}", 10, new PdfPoint(50, 680), font);
            for (var i = 0; i < 8; i++) sheet.AddText($"filler {(char)('k' + i)} {(char)('a' + page)}", 10, new PdfPoint(50, 660 - i * 20), font);
        }
        var text = Read(builder.Build(), "application/pdf").Plain;
        Assert.DoesNotContain("Hospital", text);
        Assert.DoesNotContain("of 4", text);
        Assert.StartsWith("First line b\nsecond line b\nfiller k b", text);
    }

    [Fact]
    public void Pdf_columns_are_read_one_after_the_other()
    {
        var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        var sheet = builder.AddPage(595, 842);
        for (var i = 0; i < 15; i++)
        {
            sheet.AddText($"left line number {i}", 10, new PdfPoint(40, 780 - i * 15), font);
            sheet.AddText($"right line number {i}", 10, new PdfPoint(330, 780 - i * 15), font);
        }
        var lines = Read(builder.Build(), null).Plain.Split('\n');
        Assert.Equal("left line number 14", lines[14]);
        Assert.Equal("right line number 0", lines[15]);
    }

    [SkippableFact]
    public void Every_ccda_document_is_divided_by_its_own_section_codes()
    {
        foreach (var file in Directory.EnumerateFiles(SharedData.Require("fhir-examples/ccda-synthea"), "*.xml.gz"))
        {
            using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            using var memory = new MemoryStream();
            gzip.CopyTo(memory);
            var text = Read(memory.ToArray(), "text/xml");
            Assert.Null(text.Reason);
            var spans = SectionSplitter.Split(text);
            Assert.Equal(text.Plain.Length, spans.Sum(span => span.Length));
            Assert.Contains(spans, span => span.Kind == NoteSectionKind.Allergies);
            Assert.Contains(spans, span => span.Kind == NoteSectionKind.MedicationsOnAdmission);
            Assert.Contains(spans, span => span.Kind == NoteSectionKind.PastMedicalHistory);
        }
    }

    [Theory]
    [InlineData("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><ClinicalDocument xmlns='urn:hl7-org:v3'><section><text>&e;</text></section></ClinicalDocument>", "XML that is not well-formed, or has a DTD")]
    [InlineData("<ClinicalDocument xmlns='urn:hl7-org:v3'><section>", "XML that is not well-formed, or has a DTD")]
    [InlineData("<ClinicalDocument xmlns='urn:hl7-org:v3'/>", "no narrative in the document")]
    [InlineData("<?xml version='1.0'?><note>x</note>", "XML that is no clinical document")]
    [InlineData("%PDF-1.7 not really", "PDF that cannot be read")]
    [InlineData("\u0000\u0001\u0002", "unknown format")]
    [InlineData("   ", "no text in it")]
    public void What_cannot_be_read_says_why(string content, string reason) => Assert.Equal(reason, Read(Encoding.UTF8.GetBytes(content), "application/octet-stream").Reason);

    [Fact]
    public void Images_size_and_hash_are_checked()
    {
        Assert.Equal("image", Read([0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2], "text/plain").Reason);
        Assert.Equal("fewer bytes than declared", NoteText.Of(new NoteAttachment("text/plain", "abc"u8.ToArray(), null, 4, null)).Reason);
        Assert.Equal("declared hash differs", NoteText.Of(new NoteAttachment("text/plain", "abc"u8.ToArray(), null, 3, "AAAA")).Reason);
        Assert.Null(NoteText.Of(new NoteAttachment("text/plain", "abc"u8.ToArray(), null, 3, Convert.ToBase64String(SHA1.HashData("abc"u8)))).Reason);
    }

    [Fact]
    public void A_note_of_five_megabytes_is_read_in_bounded_memory()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("# Allergies\nPenicillin and a line of text that goes on\n", 95_000)));
        Assert.InRange(bytes.Length, 5_000_000, 6_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var text = Read(bytes, "text/plain");
        Assert.Equal(bytes.Length, SectionSplitter.Split(text).Sum(span => span.Length));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 12L * bytes.Length);
    }

    private static NoteText Read(ReadOnlySpan<byte> bytes, string? type) => NoteText.Of(new NoteAttachment(type, bytes.ToArray(), null, null, null));
}
