using MedRecCloud.Local.Processes;

namespace MedRecCloud.Local.Stack;

/// <summary>One process of the stack: how it is started and how one knows that it works.</summary>
/// <param name="Command">Asked anew for every start.</param>
/// <param name="Line">Called with each line of its standard output; true when the line says that it is ready.</param>
/// <param name="ReadyUrl">Polled instead, for a process that says so over HTTP.</param>
/// <param name="Failure">What to tell a person when it ends before it was ready, given its last line of standard error.</param>
internal sealed record PartSpec(
    string Name, Func<CancellationToken, Task<ChildCommand>> Command, Func<string, bool> Line, Uri? ReadyUrl, Func<string, string> Failure)
{
    /// <summary>True for an answer of <see cref="ReadyUrl"/> that waiting will not change.</summary>
    public Func<string, bool> IsRefusal { get; init; } = _ => false;
}
