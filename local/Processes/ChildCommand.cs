namespace MedRecCloud.Local.Processes;

/// <summary>How a process of the stack is started.</summary>
/// <param name="Environment">Added to this process's own.</param>
/// <param name="LogFile">Gets everything the process writes.</param>
internal sealed record ChildCommand(
    string FileName, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string LogFile, string? WorkingFolder = null);
