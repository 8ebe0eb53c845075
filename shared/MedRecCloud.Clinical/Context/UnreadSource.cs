using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Context;

/// <summary>A source that exists but was not read, and why. The reason never quotes content.</summary>
public sealed record UnreadSource(ResourceKey Source, string Reason);
