using System.CommandLine;
using MedRecCloud.Local.Broker;
using MedRecCloud.Local.Processes;
using MedRecCloud.Messaging;

namespace MedRecCloud.Local.Commands;

/// <summary>The one place where a command's errors become a sentence and an exit code.</summary>
internal static class CommandAction
{
    /// <summary>0: done. 1: something a person has to mend, said in one sentence. 130: stopped by Ctrl-C or SIGTERM before the end.</summary>
    public static void Do(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try { return await action(parsed, cancellationToken).ConfigureAwait(false); }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { return 130; }
            catch (Exception error) when (Sentence(error) is { } sentence)
            {
                await Console.Error.WriteLineAsync(sentence).ConfigureAwait(false);
                return 1;
            }
        });

    private static string? Sentence(Exception error) => error switch
    {
        CommandException or BrokerConfigurationException or InvalidDataException or DirectoryNotFoundException => error.Message,
        ServiceBusException => $"Service Bus: {error.Message}",
        Azure.RequestFailedException failed => $"Blob storage answers {failed.Status} {failed.ErrorCode}. Is the stack running? Start it with 'medrec up'.",
        AggregateException { InnerException: Azure.RequestFailedException } => "Blob storage cannot be reached. Is the stack running? Start it with 'medrec up'.",
        IOException or UnauthorizedAccessException => error.Message,
        _ => null,
    };
}
