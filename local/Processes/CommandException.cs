namespace MedRecCloud.Local.Processes;

/// <summary>Something a person has to do first; the message is one sentence that says what. The tool prints it and ends with 1.</summary>
public sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
