namespace MedRecCloud.Infra.Tests.Bicep;

/// <summary>How a run of the compiler ended.</summary>
internal sealed record BicepResult(int ExitCode, string Output, string Error);
