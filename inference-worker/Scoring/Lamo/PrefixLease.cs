namespace MedRecCloud.InferenceWorker;

/// <summary>The states of some prompts' prefixes, held for the time of a request.</summary>
internal sealed class PrefixLease : IDisposable
{
    private readonly PrefixStates _states;
    private readonly NativeTensor[]? _views;

    /// <summary>All patients of the states, as they were just read.</summary>
    public PrefixLease(PrefixStates states, int[] prompts)
    {
        (_states, Prompts, Lengths, Tensors) = (states, prompts, states.Lengths, states.Tensors);
    }

    /// <summary>One patient of states that may hold several.</summary>
    public PrefixLease(PrefixStates states, int patient, int prompt)
    {
        (_states, Prompts, Lengths) = (states, [prompt], [states.Lengths[patient]]);
        if (states.Lengths.Length > 1) _views = [.. states.Tensors.Select(tensor => tensor.RowView(patient))];
        Tensors = _views ?? states.Tensors;
    }

    /// <summary>Indices of the prompts, in the order of the tensors' rows.</summary>
    public int[] Prompts { get; }

    public int[] Lengths { get; }

    public int Capacity => _states.Capacity;

    public IReadOnlyList<NativeTensor> Tensors { get; }

    public void Dispose()
    {
        foreach (var view in _views ?? []) view.Dispose();
        _states.Release();
    }
}
