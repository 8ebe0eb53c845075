namespace MedRecCloud.Local.Tests.Broker.Conformance;

/// <summary>One line of the official client's run.</summary>
internal sealed record ScenarioResult(string Name, bool Passed, string? Error, long Milliseconds);
