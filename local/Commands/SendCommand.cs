using System.CommandLine;
using MedRecCloud.Local.Processes;
using MedRecCloud.Messaging;

namespace MedRecCloud.Local.Commands;

/// <summary><c>medrec send</c>.</summary>
internal static class SendCommand
{
    private const int Chunk = 50;

    public static Command Create()
    {
        var paths = new Argument<string[]>("FILE|DIR") { Description = "Files to send; of a folder every *.json and *.ndjson, in the order of their names. '-' reads standard input.", Arity = ArgumentArity.OneOrMore };
        var queue = new Option<string>("--queue") { Description = "The queue.", DefaultValueFactory = _ => QueueNames.FhirEvents };
        var command = new Command("send", """
            Put events or resources on the queue, over AMQP. A .json file is one message, each line of an .ndjson file is one.
            Events of Azure Health Data Services (Event Grid and CloudEvents), FHIR resources and Bundles are understood.

            Examples:
              medrec send event.json
              medrec send day/events
              medrec send Encounter.ndjson --data .medrec/mine
            """) { paths, queue };
        var flags = new StackFlags().AddTo(command);
        command.Do(async (parsed, cancellationToken) =>
        {
            await using var connection = new ServiceBusConnection(new ServiceBusOptions { ConnectionString = flags.ServiceBus(parsed) });
            await using var sender = connection.CreateSender(parsed.GetRequiredValue(queue));
            var sent = 0;
            foreach (var chunk in parsed.GetRequiredValue(paths).SelectMany(Messages).Chunk(Chunk))
            {
                await sender.SendAsync(chunk, cancellationToken).ConfigureAwait(false);
                sent += chunk.Length;
            }
            Console.WriteLine($"{sent} sent to {sender.EntityPath}");
            return 0;
        });
        return command;
    }

    private static IEnumerable<OutgoingMessage> Messages(string path)
    {
        if (path == "-") return [Message(Console.In.ReadToEnd())];
        if (Directory.Exists(path))
            return Directory.EnumerateFiles(path).Where(file => Path.GetExtension(file) is ".json" or ".ndjson").Order(StringComparer.Ordinal).SelectMany(Messages);
        if (!File.Exists(path)) throw new CommandException($"There is no file or folder '{path}'.");
        return Path.GetExtension(path) == ".ndjson" ? File.ReadLines(path).Where(line => !string.IsNullOrWhiteSpace(line)).Select(Message) : [new OutgoingMessage(File.ReadAllBytes(path)) { ContentType = "application/json" }];
    }

    private static OutgoingMessage Message(string text) => new(System.Text.Encoding.UTF8.GetBytes(text)) { ContentType = "application/json" };
}
