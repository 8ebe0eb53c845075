using System.Text;
using System.Text.Json;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Tests.Cohorts;

public sealed class GroupExportTests : IDisposable
{
    private const string Begin = "GET /fhir/Group/g/$export", Status = "GET /fhir/status/1", Done = "DELETE /fhir/status/1";
    private readonly BulkServer _server = new();
    private readonly HastyTime _time = new();
    private readonly MemoryCohorts _files = new();

    public GroupExportTests()
    {
        foreach (var type in (string[])["Patient", "Encounter", "Condition", "MedicationRequest"]) _server.Files[type + ".ndjson"] = "";
        for (var p = 0; p < 6; p++)
        {
            _server.Files["Patient.ndjson"] += $$"""{"resourceType":"Patient","id":"p{{p}}"}""" + "\n";
            _server.Files["Encounter.ndjson"] += $$"""{"resourceType":"Encounter","id":"e{{p}}","status":"finished","subject":{"reference":"Patient/p{{p}}"},"period":{"start":"2024-03-0{{p + 1}}"} }""" + "\n";
            _server.Files["Condition.ndjson"] += $$"""{"resourceType":"Condition","id":"c{{p}}","code":{"text":"Cough"},"subject":{"reference":"Patient/p{{p}}"},"encounter":{"reference":"Encounter/e{{p}}"} }""" + "\n";
            _server.Files["MedicationRequest.ndjson"] += $$"""{"resourceType":"MedicationRequest","id":"m{{p}}","status":"active","intent":"order","medicationCodeableConcept":{"text":"codeine"},"subject":{"reference":"Patient/p{{p}}"},"encounter":{"reference":"Encounter/e{{p}}"} }""" + "\n";
        }
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_group_is_exported_fetched_planned_and_released()
    {
        _server.Answer = (what, times) => what == Status && times < 2 ? new BulkServer.Reply(202, Headers: [("Retry-After", "7"), ("X-Progress", $"{40 * times} percent")]) : null;
        using var some = await StartAsync();
        await some.Planner.PlanAsync("c", default);
        Assert.Equal(6, some.Entries("c").Count(entry => entry.Cut is { Failed: null, Ordered: ["codeine"] }));
        Assert.Equal([Begin, Status, Status, Status, .. _server.Files.Keys.Select(name => $"GET /fhir/files/{name}"), Done], _server.Asked);
        // As long as the server said, in looks of five seconds at most.
        Assert.Equal([5, 2, 5, 2], _time.Waits.Where(wait => wait <= TimeSpan.FromSeconds(7) && wait > TimeSpan.FromSeconds(1)).Select(wait => wait.TotalSeconds));
        // Fetched copies are gone once they are planned.
        Assert.Empty(_files.Under("c/export/"));
        Assert.Null((await some.ProgressAsync("c")).Export);
    }

    [Theory]
    [InlineData(Status, 202, "40 % done")]
    [InlineData(Begin, 429, "the server is busy (429) and is asked again")]
    [InlineData(Status, 500, "the server is busy (500) and is asked again")]
    [InlineData(Begin, 0, "no answer from the FHIR server; it is asked again")]
    public async Task Progress_says_how_far_an_export_is_and_why_it_does_not_go_on(string asked, int status, string words)
    {
        _server.Answer = (what, _) => what == asked ? new BulkServer.Reply(status, Headers: [("Retry-After", "7"), ("X-Progress", "40 % done")]) : null;
        // Nobody listens any more.
        if (status == 0) _server.Dispose();
        using var some = await StartAsync();
        using var stop = new CancellationTokenSource();
        var planning = some.Planner.PlanAsync("c", stop.Token);
        while ((await some.ProgressAsync("c")).Export != words) await Task.Delay(5);
        Assert.Equal("planning", (await some.ProgressAsync("c")).State);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => planning);
        Assert.Equal(0, _server.Count(Done));
    }

    [Fact]
    public async Task Busy_and_broken_answers_are_waited_out()
    {
        _server.Answer = (what, times) => (what, times) switch
        {
            (Begin, 0) => new BulkServer.Reply(429, Headers: ("Retry-After", "3")),
            (Begin, 1) => new BulkServer.Reply(503),
            (Status, 0) => new BulkServer.Reply(500),
            (Status, 1) => new BulkServer.Reply(429, Headers: ("Retry-After", "4")),
            ("GET /fhir/files/Encounter.ndjson", 0) => new BulkServer.Reply(502),
            ("GET /fhir/files/Encounter.ndjson", 1) => new BulkServer.Reply(200, _server.Files["Encounter.ndjson"], Cut: 100),
            _ => null,
        };
        using var some = await StartAsync();
        await some.Planner.PlanAsync("c", default);
        Assert.Equal(6, some.Entries("c").Count);
        Assert.Equal((3, 3, 3), (_server.Count(Begin), _server.Count(Status), _server.Count("GET /fhir/files/Encounter.ndjson")));
        Assert.Contains(TimeSpan.FromSeconds(3), _time.Waits);
        Assert.Contains(TimeSpan.FromSeconds(4), _time.Waits);
        Assert.DoesNotContain((await some.ProgressAsync("c")).Problems.Keys, reason => reason.Contains("damaged"));
    }

    [Fact]
    public async Task A_planner_that_dies_anywhere_goes_on_with_the_same_export()
    {
        using var whole = await StartAsync();
        await whole.Planner.PlanAsync("c", default);
        var expected = _files.Under("c/requests/");
        for (var effects = 2; effects <= 26; effects++)
        {
            while (_server.Asked.TryDequeue(out _)) { }
            var files = new MemoryCohorts();
            using var some = await StartAsync(files);
            files.DiesAfter = effects;
            try { await some.Planner.PlanAsync("c", default); }
            catch (MemoryCohorts.ProcessDied) { }
            files.DiesAfter = null;
            await some.Planner.PlanAsync("c", default);
            Assert.Equal(expected, files.Under("c/requests/"));
            // At most what was on its way when it died is asked for twice.
            Assert.True(_server.Asked.Count <= 3 + _server.Files.Count + 1, $"{effects}: {string.Join(", ", _server.Asked)}");
            Assert.True(_server.Count(Done) >= 1);
        }
    }

    [Fact]
    public async Task Fetched_copies_that_a_dead_planner_left_are_removed_by_upkeep()
    {
        var left = 0;
        for (var effects = 2; effects <= 40; effects++)
        {
            var files = new MemoryCohorts();
            using var some = await StartAsync(files);
            files.DiesAfter = effects;
            try { await some.Planner.PlanAsync("c", default); }
            catch (MemoryCohorts.ProcessDied) { }
            files.DiesAfter = null;
            var isPlanned = JsonDocument.Parse(files["c/plan.json"] ?? "{}"u8.ToArray()).RootElement.TryGetProperty("finished", out _);
            var copies = files.Under("c/export/").Count;
            await some.UpkeepAsync();
            Assert.Equal(isPlanned ? 0 : copies, files.Under("c/export/").Count);
            if (isPlanned && copies > 0) left++;
            // One that goes on needs them, and removes them itself.
            await some.Planner.PlanAsync("c", default);
            Assert.Equal(6, some.Entries("c").Count);
            Assert.Empty(files.Under("c/export/"));
        }

        Assert.True(left >= 3, $"Died {left} times between plan and clean-up.");
    }

    [Fact]
    public async Task A_slower_planner_takes_nothing_back_that_a_faster_one_has_finished()
    {
        var files = new MemoryCohorts();
        using var some = await StartAsync(files);
        files.Meanwhile = async () =>
        {
            await some.Planner.PlanAsync("c", default);
            // The slower one sends its first shard, and notes it where it can, and dies.
            files.DiesAfter = 3;
        };
        try { await some.Planner.PlanAsync("c", default); }
        catch (MemoryCohorts.ProcessDied) { }
        files.DiesAfter = null;
        // The copies are gone: nobody could plan it again.
        Assert.Empty(files.Under("c/export/"));
        Assert.False(await some.Planner.IsNeededAsync("c", default));
        Assert.Equal(("running", 6), ((await some.ProgressAsync("c")).State, (await some.ProgressAsync("c")).Planned));
        Assert.Equal([1, 2, 3], files.Sent.Select(message => message.Shard).Distinct().Order());
    }

    [Fact]
    public async Task A_cancelled_cohort_whose_planner_is_dead_leaves_nothing_here_nor_on_the_server()
    {
        var files = new MemoryCohorts();
        using var some = await StartAsync(files);
        files.DiesAfter = 9;
        await Assert.ThrowsAsync<MemoryCohorts.ProcessDied>(() => some.Planner.PlanAsync("c", default));
        files.DiesAfter = null;
        Assert.NotEmpty(files.Under("c/export/"));
        Assert.Equal(0, _server.Count(Done));
        await some.Desk.ControlAsync("c", CohortCommand.Cancel, default);
        await some.UpkeepAsync();
        Assert.Empty(files.Under("c/export/"));
        Assert.True(await some.Planner.IsNeededAsync("c", default));
        await some.Planner.PlanAsync("c", default);
        Assert.Equal(1, _server.Count(Done));
        Assert.False(await some.Planner.IsNeededAsync("c", default));
        Assert.Empty(files.Sent);
    }

    [Fact]
    public async Task An_export_that_the_server_has_forgotten_is_asked_for_again_and_three_times_at_most()
    {
        _server.Answer = (what, times) => (what, times) switch { (Status, 0) => new BulkServer.Reply(404), ("GET /fhir/files/MedicationRequest.ndjson", 0) => new BulkServer.Reply(410), _ => null };
        using (var some = await StartAsync())
        {
            await some.Planner.PlanAsync("c", default);
            Assert.Equal(6, some.Entries("c").Count);
            Assert.Equal(3, _server.Count(Begin));
        }

        _server.Answer = (what, _) => what == Status ? new BulkServer.Reply(404) : null;
        using var other = await StartAsync(new MemoryCohorts());
        await other.Planner.PlanAsync("c", default);
        Assert.Equal("refused", (await other.ProgressAsync("c")).State);
        Assert.Contains("forgotten", (await other.ProgressAsync("c")).Reason);
    }

    [Fact]
    public async Task A_cancelled_export_is_dropped_on_the_server_and_a_paused_one_is_left()
    {
        _server.Answer = (what, _) => what == Status ? new BulkServer.Reply(202, Headers: ("Retry-After", "600")) : null;
        using var some = await StartAsync();
        var planning = some.Planner.PlanAsync("c", default);
        while (_server.Count(Status) == 0) await Task.Delay(5);
        await some.Desk.ControlAsync("c", CohortCommand.Pause, default);
        await planning;
        Assert.Equal(("paused", 0), ((await some.ProgressAsync("c")).State, _server.Count(Done)));

        await some.Desk.ControlAsync("c", CohortCommand.Resume, default);
        planning = some.Planner.PlanAsync("c", default);
        while (_server.Count(Status) < 2) await Task.Delay(5);
        await some.Desk.ControlAsync("c", CohortCommand.Cancel, default);
        await planning;
        Assert.Equal(("cancelled", 1, 1), ((await some.ProgressAsync("c")).State, _server.Count(Done), _server.Count(Begin)));
    }

    [Fact]
    public async Task A_refusal_and_a_manifest_that_leads_elsewhere_are_told_in_progress()
    {
        foreach (var (answer, reason) in new (BulkServer.Reply, string)[]
        {
            (new BulkServer.Reply(403), "refused to start the export (403)"),
            (new BulkServer.Reply(404), "no such Group"),
            (new BulkServer.Reply(202, Headers: ("Content-Location", "http://169.254.169.254/status")), "no place of its own"),
        })
        {
            _server.Answer = (what, _) => what == Begin ? answer : null;
            Assert.Contains(reason, await RefusalAsync());
        }

        foreach (var (answer, reason) in new (BulkServer.Reply, string)[]
        {
            (new BulkServer.Reply(200, "[]"), "no manifest"),
            (new BulkServer.Reply(200, "nonsense"), "no manifest"),
            (new BulkServer.Reply(401), "refused to finish the export (401)"),
            (new BulkServer.Reply(200, """{"output":[{"type":"Patient","url":"http://169.254.169.254/latest/meta-data"}]}"""), "outside the configured servers"),
            (new BulkServer.Reply(200, """{"output":[],"link":[{"relation":"next","url":"https://elsewhere.example/2"}]}"""), "outside the configured servers"),
        })
        {
            _server.Answer = (what, _) => what == Status ? answer : null;
            Assert.Contains(reason, await RefusalAsync());
        }
    }

    [Fact]
    public async Task What_the_server_deleted_or_could_not_export_is_counted()
    {
        _server.Files["deleted.ndjson"] = """{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Encounter/e5"}}]}""" + "\n";
        _server.Files["error.ndjson"] = """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing","diagnostics":"Patient Ann Smith"}]}""" + "\n";
        using var some = await StartAsync();
        await some.Planner.PlanAsync("c", default);
        Assert.Equal(5, some.Entries("c").Count);
        var progress = await some.ProgressAsync("c");
        Assert.Equal(1, progress.Problems["deleted on the server"]);
        Assert.Equal(1, progress.Problems["export error: processing"]);
        Assert.DoesNotContain("Smith", JsonSerializer.Serialize(progress));
    }

    [Fact]
    public async Task A_manifest_in_pages_is_read_to_its_end()
    {
        var second = _server.Manifest().Replace("\"output\":[{", "\"output\":[{\"unused\":0,", StringComparison.Ordinal);
        _server.Answer = (what, _) => what switch
        {
            Status => new BulkServer.Reply(200, $$"""{"requiresAccessToken":false,"output":[],"link":[{"relation":"next","url":"{{_server.Url}}/status/1-2"}]}"""),
            "GET /fhir/status/1-2" => new BulkServer.Reply(200, second),
            _ => null,
        };
        using var some = await StartAsync();
        await some.Planner.PlanAsync("c", default);
        Assert.Equal(6, some.Entries("c").Count);
    }

    [Fact]
    public async Task A_server_that_never_finishes_is_given_up()
    {
        _server.Answer = (what, _) => what == Status ? new BulkServer.Reply(202, Headers: ("Retry-After", "1")) : null;
        using var some = await StartAsync(settings: ("Cohorts:ExportPatience", "00:00:00.2"));
        await some.Planner.PlanAsync("c", default);
        Assert.Contains("has not made the export within", (await some.ProgressAsync("c")).Reason);
        Assert.Equal(1, _server.Count(Done));
    }

    private async Task<string> RefusalAsync()
    {
        using var some = await StartAsync(new MemoryCohorts());
        await some.Planner.PlanAsync("c", default);
        var progress = await some.ProgressAsync("c");
        Assert.Equal("refused", progress.State);
        return progress.Reason!;
    }

    private async Task<CohortHarness> StartAsync(MemoryCohorts? files = null, params (string Name, string Value)[] settings)
    {
        var some = new CohortHarness(files ?? _files, settings: [("Fhir:Servers:0:Name", "default"), ("Fhir:Servers:0:BaseUrl", _server.Url), .. settings], time: _time);
        Assert.True(await some.Desk.StartAsync("c", Encoding.UTF8.GetBytes("""{"source":{"group":"g"},"shardSize":2}"""), default));
        return some;
    }
}
