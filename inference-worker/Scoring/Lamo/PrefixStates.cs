namespace MedRecCloud.InferenceWorker;

/// <summary>
/// The keys and values of one or several patients' prefixes. Shared by a request and the prefix cache: whoever holds it has taken a reference,
/// and the last one to let go frees the tensors and gives their bytes back to the budget.
/// </summary>
internal sealed class PrefixStates
{
    private readonly NativeTensor[] _tensors;
    private readonly MemoryBudget _budget;
    private int _references = 1;

    /// <param name="lengths">Real tokens per patient; the rest up to <paramref name="capacity"/> is padding.</param>
    /// <param name="bytes">Already reserved in <paramref name="budget"/>.</param>
    public PrefixStates(NativeTensor[] tensors, int[] lengths, int capacity, long bytes, MemoryBudget budget)
    {
        (_tensors, Lengths, Capacity, Bytes, _budget) = (tensors, lengths, capacity, bytes, budget);
    }

    public IReadOnlyList<NativeTensor> Tensors => _tensors;

    public int[] Lengths { get; }

    public int Capacity { get; }

    public long Bytes { get; }

    /// <summary>Takes a reference; false when the last one has just been let go.</summary>
    public bool TryHold()
    {
        while (true)
        {
            var references = Volatile.Read(ref _references);
            if (references == 0) return false;
            if (Interlocked.CompareExchange(ref _references, references + 1, references) == references) return true;
        }
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        foreach (var tensor in _tensors) tensor.Dispose();
        _budget.Release(Bytes);
    }
}
