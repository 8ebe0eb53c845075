using CsCheck;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Fhir.Notes;

namespace MedRecCloud.Fhir.Tests.Notes;

public class SectionSplitterTests
{
    [Fact]
    public void Every_usual_way_to_write_a_heading_is_known()
    {
        const string Note = "Seen today\nHPI: cough for a week\nPAST MEDICAL HISTORY\nasthma\n**Allergies**\nnone\nMedications on Admission:\naspirin\n## Hospital Course\ngood\nDISCHARGE INSTRUCTIONS:\nrest\nDischarge Medications:\nibuprofen\n";
        Assert.Equal(
            "Other HistoryOfPresentIllness PastMedicalHistory Allergies MedicationsOnAdmission HospitalCourse Other DischargeMedications",
            string.Join(' ', SectionSplitter.Split(Note).Select(span => span.Kind)));
        Assert.Equal("cough for a week", Body(Note, SectionSplitter.Split(Note)[1]));
        Assert.Equal("rest", Body(Note, SectionSplitter.Split(Note)[6]));
    }

    [Fact]
    public void A_sentence_with_a_known_word_is_not_a_heading() =>
        Assert.Single(SectionSplitter.Split("allergies\nshe has allergies to nuts and a plan\nThe plan was changed: yes"));

    [Fact]
    public void Sections_are_contiguous_and_cover_any_text() =>
        Gen.OneOf(Gen.String, Gen.OneOf(new[] { "# Plan\n", "HPI:", "ALLERGIES\n", "x\n", ":\n", "#\n", "Plan: y\n" }.Select(Gen.Const).ToArray()).Array[0, 20].Select(string.Concat)).Sample(text =>
        {
            var end = 0;
            foreach (var span in SectionSplitter.Split(text))
            {
                Assert.Equal(end, span.Start);
                Assert.InRange(span.BodyStart, span.Start, span.Start + span.Length);
                Assert.InRange(span.BodyStart + span.BodyLength, span.BodyStart, span.Start + span.Length);
                end = span.Start + span.Length;
            }
            Assert.Equal(text.Length, end);
        });

    [Fact]
    public void Every_kind_but_other_has_its_loinc_code() =>
        Assert.All(Enum.GetValues<NoteSectionKind>().Where(kind => kind != NoteSectionKind.Other), kind => Assert.NotEmpty(SectionTitles.Loinc[kind]));

    private static string Body(string note, SectionSpan span) => note.Substring(span.BodyStart, span.BodyLength);
}
