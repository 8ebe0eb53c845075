namespace MedRecCloud.Fhir.Servers;

/// <summary>Counts the requests made for one event.</summary>
public sealed class RoundTrips
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    internal void Add() => Interlocked.Increment(ref _count);
}
