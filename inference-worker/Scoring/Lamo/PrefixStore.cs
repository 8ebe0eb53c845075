using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.InferenceWorker;

/// <summary>Gives each prompt the states of its prefix: from the cache, or read now, several patients together where that pays.</summary>
internal sealed class PrefixStore(DecoderModel model, MemoryBudget budget, PrefixCache cache, WorkerMetrics metrics) : IDisposable
{
    private readonly int _blockTokens = model.Device == OnnxDevice.Cpu ? PrefixReader.CpuBlock : PrefixReader.GpuBlock;

    public MemoryBudget Budget => budget;

    /// <summary>Leases for all prefixes, in any order; each tells which prompts it is for. Disposing them releases the states.</summary>
    /// <param name="adapter">One that acts on the whole prompt; null reads with the base model.</param>
    /// <exception cref="MemoryExhaustedException">The cap leaves no room.</exception>
    public List<PrefixLease> Acquire(IReadOnlyList<int[]> prefixes, LoraAdapter? adapter)
    {
        var leases = new List<PrefixLease>();
        try
        {
            var unread = new List<int>();
            var keys = prefixes.Select(prefix => Key(prefix, adapter)).ToArray();
            for (var i = 0; i < prefixes.Count; i++)
            {
                var found = cache.Find(keys[i]);
                metrics.CacheAsked(found is not null);
                if (found is var (states, patient)) leases.Add(new PrefixLease(states, patient, i));
                else unread.Add(i);
            }

            if (unread.Count > 0) leases.Add(Read(unread, prefixes, keys, adapter));
            return leases;
        }
        catch
        {
            foreach (var lease in leases) lease.Dispose();
            throw;
        }
    }

    /// <summary>Reserves memory, at the cost of cached prefixes if need be.</summary>
    /// <exception cref="MemoryExhaustedException">The cap leaves no room.</exception>
    public void Reserve(long bytes)
    {
        while (!budget.TryReserve(bytes))
        {
            if (!cache.EvictOne()) throw new MemoryExhaustedException(bytes, budget.Cap);
        }
    }

    public void Dispose() => cache.Dispose();

    private PrefixLease Read(List<int> unread, IReadOnlyList<int[]> prefixes, string[] keys, LoraAdapter? adapter)
    {
        var parts = unread.Select(i => prefixes[i]).ToArray();
        var capacity = parts.Max(prefix => prefix.Length);
        var bytes = model.StateBytesPerToken * capacity * parts.Length;
        // Each block's result is made beside the states it extends.
        var working = bytes + model.WorkingBytes(parts.Length, Math.Min(_blockTokens, capacity), capacity);
        Reserve(bytes + working);
        NativeTensor[] tensors;
        try
        {
            tensors = PrefixReader.Read(model, parts, adapter, _blockTokens);
        }
        catch
        {
            budget.Release(bytes + working);
            throw;
        }

        budget.Release(working);
        var states = new PrefixStates(tensors, [.. parts.Select(prefix => prefix.Length)], capacity, bytes, budget);
        cache.Add([.. unread.Select(i => keys[i])], states);
        return new PrefixLease(states, [.. unread]);
    }

    // The cache belongs to one loaded base and tokenizer, so these two need not be in the key.
    private static string Key(int[] prefix, LoraAdapter? adapter)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(adapter?.ContentHash ?? "base"));
        hash.AppendData(MemoryMarshal.AsBytes(prefix.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
