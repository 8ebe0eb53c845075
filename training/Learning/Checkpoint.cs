using System.Globalization;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Model;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>One file that holds a whole run: parameters, the optimizer's moments, the best parameters, and how far it came. It is replaced in one move.</summary>
/// <param name="path">The file.</param>
/// <param name="run">What makes the run itself (data, options, seed): a checkpoint of another run is refused.</param>
internal sealed class Checkpoint(string path, string run)
{
    private const string Parameters = "parameter/", First = "first/", Second = "second/", Best = "best/", Average = "average/";

    /// <summary>For messages.</summary>
    public string Where => File.Exists(path) ? $"The last checkpoint is whole: {path}." : "No checkpoint was written yet.";

    /// <exception cref="TrainingStoppedException">The file cannot be written; the one before is whole.</exception>
    public void Save(TrainingState state, IReadOnlyDictionary<string, Parameter> trained, IReadOnlyDictionary<string, float[]> average, AdamW optimizer)
    {
        var tensors = new Dictionary<string, (long[] Shape, Func<float[]> Read)>();
        foreach (var (name, parameter) in trained)
        {
            tensors[Parameters + name] = (parameter.shape, () => TorchTensors.ToArray(parameter));
            tensors[First + name] = (parameter.shape, () => TorchTensors.ToArray(optimizer.First[name]));
            tensors[Second + name] = (parameter.shape, () => TorchTensors.ToArray(optimizer.Second[name]));
            tensors[Best + name] = (parameter.shape, () => state.Best[name]);
            if (average.TryGetValue(name, out var averaged))
                tensors[Average + name] = (parameter.shape, () => averaged);
        }
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            SafetensorsWriter.Write(path, new TensorTable(tensors), TensorType.F32, new Dictionary<string, string>
            {
                ["run"] = run,
                ["step"] = $"{state.Step}",
                ["bestStep"] = $"{state.BestStep}",
                ["bestScore"] = state.BestScore?.ToString("R", CultureInfo.InvariantCulture) ?? "",
                ["validationsWithoutGain"] = $"{state.ValidationsWithoutGain}",
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingStoppedException($"The checkpoint of step {state.Step} cannot be written: {error.Message} {Where}", error);
        }
    }

    /// <summary>Puts a saved run's numbers in place, or returns null when there is none.</summary>
    /// <exception cref="TrainingStoppedException">The file belongs to another run, or is damaged.</exception>
    public TrainingState? Resume(IReadOnlyDictionary<string, Parameter> trained, AdamW optimizer)
    {
        try
        {
            return File.Exists(path) ? Read(trained, optimizer) : null;
        }
        catch (Exception error) when (error is TensorFormatException or KeyNotFoundException or FormatException)
        {
            throw new TrainingStoppedException($"The checkpoint cannot be gone on from: {error.Message} Remove {path} to begin anew, or put a whole copy of it there.", error);
        }
    }

    private TrainingState Read(IReadOnlyDictionary<string, Parameter> trained, AdamW optimizer)
    {
        using var file = new SafetensorsFile(path);
        if (file.Metadata.GetValueOrDefault("run") != run)
            throw new TrainingStoppedException($"{path} is the checkpoint of a run with other data or options. Remove it, or choose another folder.");
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in trained)
        {
            parameter.copy_(tensor(file.Read(Parameters + name), parameter.shape));
            optimizer.First[name].copy_(tensor(file.Read(First + name), parameter.shape));
            optimizer.Second[name].copy_(tensor(file.Read(Second + name), parameter.shape));
        }
        return new TrainingState(trained.Keys.ToDictionary(name => name, name => file.Read(Best + name)))
        {
            Average = trained.Keys.Where(name => file.Names.Contains(Average + name)).ToDictionary(name => name, name => file.Read(Average + name)),
            Step = Number("step"),
            BestStep = Number("bestStep"),
            BestScore = file.Metadata["bestScore"] is { Length: > 0 } score ? double.Parse(score, CultureInfo.InvariantCulture) : null,
            ValidationsWithoutGain = Number("validationsWithoutGain"),
        };

        int Number(string name) => int.Parse(file.Metadata[name], CultureInfo.InvariantCulture);
    }
}
