using System.Runtime.InteropServices;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tensors;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MedRecCloud.InferenceWorker;

/// <summary>Reads a group's adapter and refuses one that is incomplete, of other shapes than the graph's, or trained for other semantics than the manifest says.</summary>
internal static class LoraLoader
{
    private const string Prefix = "lora.";

    /// <exception cref="ModelPackageException">The adapter does not fit.</exception>
    public static LoraAdapter Load(ModelPackage package, AdapterEntry entry, DecoderModel model)
    {
        var path = package.PathOf(entry.File);
        try
        {
            using var file = new SafetensorsFile(path);
            CheckTraining(file, entry);
            var names = file.Names.Order(StringComparer.Ordinal).ToArray();
            CheckComplete(names, entry, model);
            return Read(file, names, entry, model, package.Manifest.Files[entry.File]);
        }
        catch (TensorFormatException error)
        {
            throw new ModelPackageException($"Adapter {entry.Group} cannot be read: {error.Message}", error);
        }
    }

    private static void CheckTraining(SafetensorsFile file, AdapterEntry entry)
    {
        if (file.Metadata.TryGetValue("semantics", out var trained) && trained != entry.Semantics)
            throw new ModelPackageException($"Adapter {entry.Group} was trained as '{trained}' and its manifest entry says '{entry.Semantics}': it must be served the way it was trained.");
    }

    private static void CheckComplete(string[] names, AdapterEntry entry, DecoderModel model)
    {
        if (names.Length == 0) throw new ModelPackageException($"Adapter {entry.Group} holds no matrix.");
        if (names.FirstOrDefault(name => !model.Adaptable.ContainsKey(name)) is { } unknown)
            throw new ModelPackageException($"Adapter {entry.Group} holds '{unknown}', which the graph does not take.");

        // A projection that is adapted in one layer is adapted in all, each with both factors: a partial file would otherwise pass as almost the base model.
        var projections = names.Select(Projection).Distinct().ToHashSet(StringComparer.Ordinal);
        var expected = model.Adaptable.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && projections.Contains(Projection(name)));
        if (expected.Except(names).FirstOrDefault() is { } missing)
            throw new ModelPackageException($"Adapter {entry.Group} is incomplete: '{missing}' is missing.");
    }

    private static LoraAdapter Read(SafetensorsFile file, string[] names, AdapterEntry entry, DecoderModel model, string contentHash)
    {
        var matrices = new List<(string, NativeTensor)>();
        try
        {
            foreach (var name in names)
            {
                CheckShape(file, name, entry, model);
                matrices.Add((name, Copy(file, name, model)));
            }

            return new LoraAdapter(contentHash, SemanticsOf(entry), matrices);
        }
        catch
        {
            foreach (var (_, tensor) in matrices) tensor.Dispose();
            throw;
        }
    }

    private static void CheckShape(SafetensorsFile file, string name, AdapterEntry entry, DecoderModel model)
    {
        var shape = file.Shape(name);
        var graph = model.Adaptable[name].Dimensions;
        var (outer, rank) = name.EndsWith(".A", StringComparison.Ordinal) ? (0, 1) : (1, 0);
        var other = name.EndsWith(".A", StringComparison.Ordinal) ? file.Shape(name[..^1] + "B") : file.Shape(name[..^1] + "A");
        if (shape.Count != 2 || shape[rank] < 1 || (graph[outer] > 0 && shape[outer] != graph[outer]) || other.Count != 2 || other[outer] != shape[rank])
            throw new ModelPackageException($"Adapter {entry.Group} gives '{name}' the shape [{string.Join(", ", shape)}], which fits neither the graph nor its other factor.");
    }

    private static NativeTensor Copy(SafetensorsFile file, string name, DecoderModel model)
    {
        var numbers = file.Read(name);
        var tensor = NativeTensor.Allocate(model.Ledger, model.StateType, [.. file.Shape(name)]);
        if (model.StateType == TensorElementType.Float) numbers.CopyTo(tensor.Span<float>());
        else
        {
            var halves = MemoryMarshal.Cast<byte, Half>(tensor.Value.GetTensorMutableRawData());
            for (var i = 0; i < numbers.Length; i++) halves[i] = (Half)numbers[i];
        }

        return tensor;
    }

    private static AdapterSemantics SemanticsOf(AdapterEntry entry) => entry.Semantics switch
    {
        "full" => AdapterSemantics.Full,
        "candidate-only" => AdapterSemantics.CandidateOnly,
        _ => throw new ModelPackageException($"Adapter {entry.Group} acts on '{entry.Semantics}', which this version cannot serve."),
    };

    // lora.{layer}.{projection}.A
    private static string Projection(string name) => name.Split('.') is [_, _, var projection, _] ? projection : name;
}
