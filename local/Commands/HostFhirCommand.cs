using System.CommandLine;
using MedRecCloud.Local.Fhir;
using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Local.Commands;

/// <summary><c>medrec fhir</c>: the FHIR server alone, also as a part of the stack.</summary>
internal static class HostFhirCommand
{
    public static Command Create()
    {
        var folder = new Option<DirectoryInfo?>("--dir") { Description = "A FHIR bulk export (*.ndjson, *.ndjson.gz)." };
        var data = new Option<string?>("--data") { Description = "Where changes are kept. Without it they are lost at the end." };
        var port = new Option<int>("--port") { Description = "TCP port on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => 8080 };
        var command = new Command("fhir", """
            Serve a bulk export as a FHIR R4 server.

            Example: medrec fhir --dir export/ --port 8080
            """) { folder, data, port };
        command.Hidden = true;
        command.Do(async (parsed, cancellationToken) =>
        {
            var options = new LocalFhirOptions { ExportFolder = parsed.GetValue(folder)?.FullName, DataFolder = parsed.GetValue(data), Port = parsed.GetValue(port) };
            try
            {
                await using var server = await LocalFhirServer.StartAsync(options, null, cancellationToken).ConfigureAwait(false);
                new PartLine(Ready: server.BaseUrl).Print();
                await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
                return 0;
            }
            catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
            {
                throw new CommandException($"Port {options.Port} is taken: choose another with --fhir-port, or 0 for a free one.", error);
            }
        });
        return command;
    }
}
