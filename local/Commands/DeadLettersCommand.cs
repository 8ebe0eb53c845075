using System.CommandLine;
using System.Text;
using MedRecCloud.Local.Processes;
using MedRecCloud.Messaging;
using Spectre.Console;

namespace MedRecCloud.Local.Commands;

/// <summary><c>medrec deadletters</c>.</summary>
internal static class DeadLettersCommand
{
    private static readonly string[] Queues = [QueueNames.FhirEvents, QueueNames.InferenceRequests, QueueNames.CohortRequests];

    public static Command Create() => new("deadletters", "What the product set aside: messages nobody could read, or that failed too often.") { List(), Show(), Replay() };

    private static Command List()
    {
        var queue = Queue();
        var command = new Command("list", "List dead-lettered messages with their reasons.\n\nExample: medrec deadletters list") { queue };
        var flags = new StackFlags().AddTo(command);
        command.Do(async (parsed, cancellationToken) =>
        {
            if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
            await using var connection = Connect(flags, parsed);
            var table = new Table().RoundedBorder().AddColumns("queue", "sequence", "message id", "reason", "description", "since");
            foreach (var (name, message) in await DeadLetters.PeekAsync(connection, Chosen(parsed, queue), cancellationToken).ConfigureAwait(false))
                table.AddRow(
                    new Text(name), new Text($"{message.SequenceNumber}"), new Text(message.MessageId), new Text(message.DeadLetterReason ?? ""),
                    new Text(message.DeadLetterErrorDescription ?? ""), new Text(message.EnqueuedTime.ToString("yyyy-MM-dd HH:mm:ss")));
            AnsiConsole.Write(table);
            AnsiConsole.WriteLine($"{table.Rows.Count} dead-lettered");
            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var queue = Queue();
        var sequence = new Argument<long>("SEQUENCE") { Description = "The message's sequence number, from 'list'." };
        var body = new Option<bool>("--body") { Description = "Print the message itself too. It may name a patient: mind who looks on." };
        var command = new Command("show", "Show one dead-lettered message.\n\nExample: medrec deadletters show 3 --queue fhir-events --body") { sequence, queue, body };
        var flags = new StackFlags().AddTo(command);
        command.Do(async (parsed, cancellationToken) =>
        {
            await using var connection = Connect(flags, parsed);
            var all = await DeadLetters.PeekAsync(connection, Chosen(parsed, queue), cancellationToken).ConfigureAwait(false);
            var (name, message) = all.FirstOrDefault(one => one.Message.SequenceNumber == parsed.GetValue(sequence));
            if (message is null) throw new CommandException($"No dead-lettered message has the number {parsed.GetValue(sequence)}. 'medrec deadletters list' names those there are.");
            Console.WriteLine($"queue        {name}\nsequence     {message.SequenceNumber}\nmessage id   {message.MessageId}\nreason       {message.DeadLetterReason}");
            Console.WriteLine($"description  {message.DeadLetterErrorDescription}\ndeliveries   {message.DeliveryCount}\nenqueued     {message.EnqueuedTime:O}\nsize         {message.Body.Length} bytes");
            if (parsed.GetValue(body)) Console.WriteLine(Encoding.UTF8.GetString(message.Body.Span));
            return 0;
        });
        return command;
    }

    private static Command Replay()
    {
        var queue = Queue();
        var sequences = new Argument<long[]>("SEQUENCE") { Description = "Which ones, by the numbers of 'list'; none: with --all every one.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Every dead-lettered message." };
        var command = new Command("replay", """
            Send dead-lettered messages to their queue again, once what was wrong is mended. Each leaves the dead-letter queue only after the queue has it.

            Examples:
              medrec deadletters replay 3 4 --queue fhir-events
              medrec deadletters replay --all
            """) { sequences, queue, all };
        var flags = new StackFlags().AddTo(command);
        command.Do(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetValue(sequences) ?? [];
            if (wanted.Length == 0 && !parsed.GetValue(all)) throw new CommandException("Name sequence numbers, or --all. 'medrec deadletters list' shows them.");
            await using var connection = Connect(flags, parsed);
            var replayed = 0;
            foreach (var name in Chosen(parsed, queue)) replayed += await DeadLetters.ReplayAsync(connection, name, wanted, cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{replayed} sent again");
            return 0;
        });
        return command;
    }

    private static Option<string?> Queue()
    {
        var option = new Option<string?>("--queue") { Description = $"One queue alone: {string.Join(", ", Queues)}." };
        option.AcceptOnlyFromAmong(Queues);
        return option;
    }

    private static IReadOnlyList<string> Chosen(ParseResult parsed, Option<string?> queue) => parsed.GetValue(queue) is { } one ? [one] : Queues;

    private static ServiceBusConnection Connect(StackFlags flags, ParseResult parsed) => new(new ServiceBusOptions { ConnectionString = flags.ServiceBus(parsed) });
}
