using System.CommandLine;
using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Local.Commands;

/// <summary>How a command finds a running stack, or any Service Bus namespace and storage account.</summary>
internal sealed class StackFlags
{
    public static string UpFolder => Path.Combine(".medrec", "up");

    public static string DemoFolder => Path.Combine(".medrec", "demo");

    private readonly Option<string?> _data = new("--data") { Description = $"The data folder of the running stack. Default: {UpFolder}" };
    private readonly Option<string?> _serviceBus = new("--service-bus") { Description = "A Service Bus connection string instead." };
    private readonly Option<string?> _blobStorage = new("--blob-storage") { Description = "A storage connection string instead." };

    public StackFlags AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_serviceBus);
        command.Options.Add(_blobStorage);
        return this;
    }

    public string ServiceBus(ParseResult parsed) => parsed.GetValue(_serviceBus) ?? Running(parsed).ServiceBus;

    public string BlobStorage(ParseResult parsed) => parsed.GetValue(_blobStorage) ?? Running(parsed).BlobStorage;

    private StackAddresses Running(ParseResult parsed)
    {
        var folder = parsed.GetValue(_data) ?? UpFolder;
        return StackAddresses.Read(folder)
            ?? throw new CommandException($"No stack is running with '{folder}'. Start one with 'medrec up', or name its folder with --data.");
    }
}
