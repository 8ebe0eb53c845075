using System.CommandLine;
using MedRecCloud.Local.Stack;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Local.Commands;

/// <summary><c>medrec up</c>.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var fhir = new Option<DirectoryInfo?>("--fhir") { Description = "A FHIR bulk export (*.ndjson, *.ndjson.gz) to serve. Default: an empty server." };
        var data = new Option<string>("--data") { Description = "Where state and logs are kept; a later run goes on from there.", DefaultValueFactory = _ => StackFlags.UpFolder };
        var model = Model();
        var (amqp, blob) = (Port("--amqp-port", "Service Bus"), Port("--blob-port", "blob storage"));
        var (fhirPort, cds) = (Port("--fhir-port", "FHIR"), Port("--cds-port", "CDS Hooks"));
        var json = new Option<bool>("--json") { Description = "Print one line with the addresses once everything is healthy, and nothing else." };
        var command = new Command("up", """
            Run the whole product here until Ctrl-C: Service Bus broker, FHIR server, blob storage, intake, inference worker.
            Unmodified Azure clients can use the printed connection strings, and an EHR (or its sandbox) the CDS Hooks address.

            Examples:
              medrec up --fhir export/ --data .medrec/mine
              medrec up --amqp-port 5672 --blob-port 10000 --cds-port 8090
            """) { fhir, data, model, amqp, blob, fhirPort, cds, json };
        command.Do(async (parsed, cancellationToken) =>
        {
            var options = new StackOptions(
                parsed.GetRequiredValue(data), parsed.GetValue(fhir)?.FullName, parsed.GetValue(model)?.FullName, parsed.GetValue(amqp), parsed.GetValue(blob), parsed.GetValue(fhirPort), parsed.GetValue(cds));
            await using var board = StatusBoard.Create(parsed.GetValue(json));
            await using var stack = await LocalStack.StartAsync(options, fresh: false, board.Watch, TimeProvider.System, NullLogger.Instance, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Console.WriteLine(stack.Addresses.ToJson());
            else board.ShowAddresses(stack);
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
            board.Say("Stopping …");
            return 0;
        });
        return command;
    }

    public static Option<DirectoryInfo?> Model() =>
        new("--model") { Description = "A model package, or a folder of them ({name}/{version}/manifest.json). Default: the shipped models/." };

    private static Option<int> Port(string name, string what)
    {
        var option = new Option<int>(name) { Description = $"TCP port of {what} on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => 0 };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65535) result.AddError($"{name} must be between 0 and 65535.");
        });
        return option;
    }
}
