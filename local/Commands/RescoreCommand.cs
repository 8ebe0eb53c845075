using System.CommandLine;
using System.Text.Json;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Local.Cohorts;
using MedRecCloud.Local.Processes;
using MedRecCloud.Storage.Cohorts;
using Spectre.Console;

namespace MedRecCloud.Local.Commands;

/// <summary><c>medrec rescore</c>.</summary>
internal static class RescoreCommand
{
    public static string Folder => Path.Combine(".medrec", "rescore");

    public static Command Create()
    {
        var source = new Option<string?>("--source") { Description = "A FHIR bulk export (*.ndjson, *.ndjson.gz) whose encounters are scored again." };
        var group = new Option<string?>("--group") { Description = "Id of a Group on a FHIR server: its $export is run first. The server is --server, else a local one that serves --source." };
        var server = new Option<string?>("--server") { Description = "Base URL of that FHIR server. Its sign-in comes from the environment (Fhir__Servers__0__Authentication and others)." };
        var manifest = new Option<FileInfo?>("--manifest") { Description = "A manifest.json with everything else in it (docs/cohorts.md), in place of --source, --group, --model, --against." };
        var model = new Option<string[]>("--model") { Description = "NAME or NAME@VERSION of a model package; several times: each scores every encounter, and the report compares them. Default: the one that answers live requests." };
        var proposals = new Option<bool>("--fhir-proposals") { Description = "Write the FHIR Bundle of every outcome too." };
        var models = new Option<DirectoryInfo?>("--models") { Description = "A model package, or a folder of them. Default: the shipped models/." };
        var against = new Option<string?>("--against") { Description = "Id of an earlier cohort in the same data folder: the report says what changed." };
        var name = new Option<string?>("--id") { Description = "Name the cohort; with a new name, what was scored before is scored again. Default: a name made from the wish, the export and the models." };
        var attach = new Option<string?>("--attach") { Description = "Come back to a cohort instead of starting one." };
        var pause = new Option<bool>("--pause") { Description = "With --attach: hold it until --resume. Shards in work are finished." };
        var resume = new Option<bool>("--resume") { Description = "With --attach: go on with what has no result." };
        var cancel = new Option<bool>("--cancel") { Description = "With --attach: end it; results so far are kept." };
        var redrive = new Option<bool>("--redrive") { Description = "With --attach: score its failed encounters once more." };
        var data = new Option<string>("--data") { Description = "Where state, results and logs are kept.", DefaultValueFactory = _ => Folder };
        var command = new Command("rescore", """
            Score every encounter of an export again, as of its own start, without touching live proposals; report what would be proposed, and how near to what was ordered.
            Ctrl-C ends the watching, not the cohort; the same command, or --attach, comes back to it. With another export or other models it starts another cohort.

            Examples:
              medrec rescore --source export/
              medrec rescore --source export/ --model leader-student@1 --against export-1a2b3c4d
              medrec rescore --source export/ --model leader-student --model lamo-small
              medrec rescore --group diabetes --server https://fhir.example.org/r4
              medrec rescore --attach export-1a2b3c4d
              medrec rescore --attach export-1a2b3c4d --pause
            """) { source, group, server, manifest, model, models, against, proposals, name, attach, pause, resume, cancel, redrive, data };
        command.Do(async (parsed, cancellationToken) =>
        {
            var folder = parsed.GetRequiredValue(data);
            (bool IsAsked, CohortCommand Command)[] controls =
                [(parsed.GetValue(pause), CohortCommand.Pause), (parsed.GetValue(resume), CohortCommand.Resume), (parsed.GetValue(cancel), CohortCommand.Cancel), (parsed.GetValue(redrive), CohortCommand.Redrive)];
            var asked = controls.Where(control => control.IsAsked).Select(control => (CohortCommand?)control.Command).ToArray();
            if (asked.Length > 1 || (asked.Length == 1 && parsed.GetValue(attach) is null))
                throw new CommandException("--pause, --resume, --cancel and --redrive want a cohort with --attach, and one of them at a time.");
            var wish = new RescoreWish(parsed.GetValue(source), parsed.GetValue(group), parsed.GetValue(model) ?? [], parsed.GetValue(against), parsed.GetValue(proposals));
            var (known, file) = (RescoreManifest.Attached(parsed.GetValue(attach)), parsed.GetValue(manifest));
            var named = RescoreManifest.Named(parsed.GetValue(name));
            var written = known is not null ? null : file is null ? RescoreManifest.Write(wish) : RescoreManifest.Read(file.FullName);
            var addresses = await CohortHost.EnsureAsync(
                folder, parsed.GetValue(models)?.FullName, wish.Group is null ? null : wish.Source, parsed.GetValue(server), known is null ? null : RescoreStack.Read(folder, known), Console.WriteLine, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            using var host = CohortClient.Connect(addresses);
            var (desk, files) = (host.Services.GetRequiredService<ICohortDesk>(), host.Services.GetRequiredService<ICohortFiles>());
            var id = known ?? named ?? RescoreManifest.IdOf(wish.From(file), written!, RescoreInputs.Of(CohortManifest.Read(written).Source.Folder, addresses));
            var back = $"medrec rescore --attach {id}{(folder == Folder ? "" : $" --data {folder}")}";
            if (written is not null && RescoreStack.Read(folder, id) is null) RescoreStack.Write(folder, id, addresses);
            var isNew = written is not null && await RescoreControl.StartAsync(desk, files, id, written, cancellationToken).ConfigureAwait(false);
            if (known is not null && await files.ReadAsync(CohortNames.Manifest(id), cancellationToken).ConfigureAwait(false) is null) throw new CommandException($"There is no cohort '{id}' in this data folder.");
            if (asked.SingleOrDefault() is { } control && await RescoreControl.AskAsync(desk, id, control, back, cancellationToken).ConfigureAwait(false)) return 0;
            Console.WriteLine($"Cohort {id}{(isNew || known is not null ? "" : ", begun before with the same inputs")}. Ctrl-C leaves it running; this comes back:\n  {back}");
            var end = await WatchAsync(new RescoreWatch(files, desk, id, TimeProvider.System), $"Cohort {id} goes on. This comes back to it, and with --cancel ends it:\n  {back}", cancellationToken).ConfigureAwait(false);
            if (!end.HasEnded)
            {
                Console.WriteLine($"It waits for\n  {back} --resume");
                return 0;
            }

            if (end.State == "refused") throw new CommandException($"The cohort is refused. {end.Reason} Once that is mended, '{back} --resume' tries again.");
            if (end.State != "completed") throw new CommandException($"The cohort is {end.State}; with --id and a new name the same is scored again.");
            await PrintAsync(files, id, Path.Combine(Path.GetFullPath(folder), "cohorts", id), cancellationToken).ConfigureAwait(false);
            if (end.Failed > 0) Console.WriteLine($"{end.Failed} failed; the report lists them with their reasons. Once more, alone:\n  {back} --redrive");
            return end.Failed == 0 ? 0 : 2;
        });
        return command;
    }

    private static async Task<RescoreProgress> WatchAsync(RescoreWatch watch, string whenLeft, CancellationToken cancellationToken)
    {
        try
        {
            return await watch.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine(whenLeft);
            throw;
        }
    }

    private static async Task PrintAsync(ICohortFiles files, string id, string folder, CancellationToken cancellationToken)
    {
        await RescoreFiles.CopyAsync(files, id, folder, cancellationToken).ConfigureAwait(false);
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "report.json"), cancellationToken).ConfigureAwait(false));
        AnsiConsole.Write(RescoreTable.Create(report.RootElement));
        if (RescoreTable.Unknown(report.RootElement) is { } unknown) Console.WriteLine(unknown);
        Console.WriteLine($"Results: {Path.Combine(folder, "results")}{Path.DirectorySeparatorChar}part-*.ndjson, a line an encounter");
        Console.WriteLine($"Report: {Path.Combine(folder, "report.html")}");
    }
}
