using Microsoft.ML.OnnxRuntime;

namespace MedRecCloud.InferenceWorker;

/// <summary>The matrices of one drug group, ready to be fed beside a graph's inputs. Loaded once, shared by all requests.</summary>
internal sealed class LoraAdapter(string contentHash, AdapterSemantics semantics, IReadOnlyList<(string Name, NativeTensor Tensor)> matrices) : IDisposable
{
    /// <summary>SHA-256 of its file: two adapters of the same name are not the same.</summary>
    public string ContentHash { get; } = contentHash;

    public AdapterSemantics Semantics { get; } = semantics;

    public string[] Names { get; } = [.. matrices.Select(matrix => matrix.Name)];

    public OrtValue[] Values { get; } = [.. matrices.Select(matrix => matrix.Tensor.Value)];

    public void Dispose()
    {
        foreach (var (_, tensor) in matrices) tensor.Dispose();
    }
}

/// <summary>On which tokens an adapter was trained to act; it is served so and not otherwise.</summary>
internal enum AdapterSemantics
{
    /// <summary>On the whole prompt, as in LAMO's paper: each group needs its own prefix.</summary>
    Full,

    /// <summary>On the candidates' tokens alone (arXiv 2504.12397): all groups share one prefix.</summary>
    CandidateOnly,
}
