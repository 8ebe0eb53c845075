namespace MedRecCloud.Local.Stack;

/// <summary>What a queue holds, as the broker tells it.</summary>
/// <param name="Active">Waiting or in work.</param>
/// <param name="Scheduled">Appear later.</param>
/// <param name="DeadLetter">Set aside for a person.</param>
internal sealed record QueueCount(int Active, int Scheduled, int Deferred, int DeadLetter);
