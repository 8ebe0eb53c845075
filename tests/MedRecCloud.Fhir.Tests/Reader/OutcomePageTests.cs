using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Proposals;
using MedRecCloud.Fhir.Reader;
using UglyToad.PdfPig;

namespace MedRecCloud.Fhir.Tests.Reader;

public sealed class OutcomePageTests
{
    [Fact]
    public void The_page_shows_proposals_why_not_evidence_and_model()
    {
        var html = Render();

        Assert.Contains("lisinopril", html);
        Assert.Contains("never orders", html);
        Assert.Contains("<th scope=\"row\"><span>ibuprofen</span>", html);
        Assert.Contains("ddi-warfarin-nsaid", html);
        Assert.Contains("<mark>blood pressure of 160</mark>", html);
        Assert.Contains("some-model@1", html);
        Assert.Contains("<span class=\"number\">0.90</span>\n<small>threshold 0.50</small>", html);
        Assert.Contains("as of 1 March 2026, 09:00 UTC, by some-model@1", html);
        Assert.Contains("1 drug proposed, 1 rejected by the safety review.", html);
        Assert.Contains("<details open>\n<summary>History of present illness <small>DocumentReference/note-1/_history/1</small></summary>", html);
        Assert.Matches("<li>(\u201c|&#8220;)blood pressure of 160(\u201d|&#8221;)<br><small>Notes, DocumentReference/note-1/_history/1, characters 24 to 45 \\(without this field the probability falls by 0.20\\)</small>", html);
        Assert.DoesNotContain("<script", html);
    }

    [Fact]
    public void A_span_is_marked_where_it_stands_also_where_the_name_before_it_is_replaced()
    {
        // "Jane Doe has a rash" became "patient has a rash", one letter shorter.
        var html = Render(request => request with
        {
            Context = request.Context with { Notes = [request.Context.Notes[0] with { Text = "patient has a rash", Start = 0, TextStart = 9, Length = 28 }] },
            Prompt = request.Prompt with { Segments = [.. request.Prompt.Segments[..^1], request.Prompt.Segments[^1] with { SourceStart = 9, SourceLength = 19 }] },
        });
        Assert.Contains("<mark>patient has a rash</mark>", html);
    }

    [Fact]
    public void A_finding_from_chart_and_note_is_said_once_and_what_was_cut_in_one_sentence()
    {
        var html = Render(request => request with
        {
            Context = request.Context with
            {
                Allergies = [Allergy("AllergyIntolerance", "Ibuprofen"), Allergy("DocumentReference", "ibuprofen")],
                Medications = [],
            },
            Prompt = request.Prompt with { Cut = ["1 oldest visits", "3 oldest conditions", "text of visits", "text of notes"] },
        });
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(html, "Recorded allergy to [Ii]buprofen, the drug itself"));
        Assert.Contains("<li>The record is longer than the model reads. Left out: the oldest of the visits, the 3 oldest conditions; the ends of long visits and notes.</li>", html);
        Assert.DoesNotContain("Left out of the prompt", html);

        static AllergyFact Allergy(string type, string text) => new(new ResourceKey(type, "a", "1"), [], text, "active", "confirmed", "allergy", "high", [], null);
    }

    [Theory]
    [InlineData(0.2, "falls by 0.20")]
    [InlineData(0.0051, "falls by 0.01")]
    [InlineData(0.004, "stays the same")]
    public void An_influence_is_told_as_it_is_seen(double drop, string words) => Assert.Contains($"(without this field the probability {words})", Render(request => request, drop));

    [Fact]
    public void What_clinicians_did_with_the_cards_stands_on_the_page_with_their_words()
    {
        var feedback = new OutcomeFeedback
        {
            Server = "default", EncounterId = "e-1", Service = "medrec-proposals", Card = "c", Topic = "ddi-warfarin-nsaid", Drugs = ["ibuprofen"], Outcome = OutcomeFeedback.Overridden,
            ReasonCode = "already-monitored", ReasonSystem = "urn:medreccloud:override-reason", Comment = "INR <weekly>", At = new DateTimeOffset(2026, 3, 2, 8, 5, 0, TimeSpan.Zero),
        };

        var html = Render(feedback, feedback with { Outcome = OutcomeFeedback.Accepted, Topic = "choice", Drugs = ["lisinopril"], ReasonCode = null, Comment = null });

        Assert.Contains("<caption>1 accepted, 1 overridden</caption>", html);
        Assert.Contains("ibuprofen (ddi-warfarin-nsaid)", html);
        Assert.Contains("The risk is known and monitored: INR &lt;weekly&gt;", html);
        Assert.Contains("2026-03-02 08:05 UTC", html);
        Assert.DoesNotContain("<h2>Feedback</h2>", Render());
    }

    [Fact]
    public void Text_from_a_note_cannot_become_markup() => Assert.DoesNotContain("<img src=x>", Render());

    [SkippableFact]
    public void In_Chromium_every_control_is_reached_by_keyboard()
    {
        const string probe = """
            <script>
              const open = () => document.querySelectorAll('details[open]').length, before = open();
              document.querySelector('summary').click();
              document.body.dataset.opened = open() - before;
              // Some fold inside another: each is opened by its summary, the outer ones first.
              for (const fold of document.querySelectorAll('details:not([open])')) fold.querySelector('summary').click();
              const controls = [...document.querySelectorAll('a[href], summary')];
              const reached = controls.filter(control => { control.focus(); return document.activeElement === control; });
              const traps = document.querySelectorAll('[tabindex], [onclick]').length;
              document.body.dataset.keyboard = `${reached.length} of ${controls.length}, ${traps} traps`;
            </script>
            """;
        // The page forbids scripts, so the probe runs in a copy without that rule.
        var page = Render().Replace("default-src 'none'", "default-src 'unsafe-inline'", StringComparison.Ordinal).Replace("</body>", probe + "</body>", StringComparison.Ordinal);

        var dom = Chromium(page, "--dump-dom", out _);

        Assert.Matches("data-keyboard=\"(\\d+) of \\1, 0 traps\"", dom);
        Assert.Contains("data-opened=\"1\"", dom);
    }

    [SkippableFact]
    public void In_Chromium_the_printed_page_holds_what_is_folded_on_the_screen()
    {
        Chromium(Render(), "--print-to-pdf={0} --no-pdf-header-footer", out var pdf);

        using var document = PdfDocument.Open(pdf);
        var text = string.Concat(document.GetPages().Select(page => page.Text));
        Assert.Contains("lisinopril", text);
        Assert.Contains("ddi-warfarin-nsaid", text.Replace(" ", "", StringComparison.Ordinal));
        Assert.Contains("bloodpressureof160", text.Replace(" ", "", StringComparison.Ordinal));
    }

    internal static string Render(params OutcomeFeedback[] feedback) => Render(request => request, 0.2, feedback);

    private static string Render(Func<InferenceRequest, InferenceRequest> change, double drop = 0.2, params OutcomeFeedback[] feedback)
    {
        var request = Some.Patient.Aged(70).With("Hypertension").Taking("Warfarin Sodium 5 MG Oral Tablet").Request;
        var note = new ResourceKey("DocumentReference", "note-1", "1");
        const string text = "He had a blood pressure of 160. <img src=x>";
        request = request with
        {
            Context = request.Context with { Notes = [new NoteSection(note, NoteSectionKind.HistoryOfPresentIllness, 10, text.Length + 5, text, null, null) { TextStart = 15 }] },
            Prompt = request.Prompt with
            {
                Prefix = request.Prompt.Prefix + "blood pressure of 160",
                Segments = request.Prompt.Segments.Add(new PromptSegment("Notes", request.Prompt.Prefix.Length, 21, note, 24, 21)),
            },
        };
        request = change(request);
        var scores = Some.Patient.Scores(("lisinopril", 0.9), ("ibuprofen", 0.8)) with { Influences = [new("lisinopril", "Notes", drop)] };
        var outcome = ProposalDecision.Shipped.Decide(scores, request, Some.Model.Manifest("lisinopril", "ibuprofen"));
        return OutcomePage.Render(ProposalBundleWriter.Write(outcome, request, scores.Model, scores), request, feedback);
    }

    private static string Chromium(string html, string arguments, out string output)
    {
        Skip.IfNot(Some.Chromium.IsInstalled, Some.Chromium.Missing);
        var folder = Directory.CreateTempSubdirectory("medrec-page-").FullName;
        var page = Path.Combine(folder, "page.html");
        output = Path.Combine(folder, "page.pdf");
        File.WriteAllText(page, html);
        return Some.Chromium.Open(folder, page, string.Format(System.Globalization.CultureInfo.InvariantCulture, arguments, output));
    }
}
