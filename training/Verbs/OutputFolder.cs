using System.CommandLine;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Onnx;

namespace MedRecCloud.Training.Verbs;

/// <summary>The <c>--out</c> of a verb: looked at before the work begins, because an hour later is too late.</summary>
internal sealed class OutputFolder
{
    private readonly Option<string> _option;

    /// <param name="description">What will lie in it.</param>
    /// <param name="whenAbsent">The folder taken where none is given; null demands one.</param>
    public OutputFolder(string description, string? whenAbsent = null)
    {
        _option = new Option<string>("--out") { Description = description, Required = whenAbsent is null };
        if (whenAbsent is not null)
            _option.DefaultValueFactory = _ => whenAbsent;
        _option.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValue(_option)))
                result.AddError("--out names no folder.");
        });
    }

    public void AddTo(Command command) => command.Options.Add(_option);

    /// <summary>The folder, there and writable.</summary>
    /// <exception cref="TrainingDataException">It cannot be made or written to.</exception>
    public string Ready(ParseResult parsed)
    {
        var folder = parsed.GetValue(_option)!;
        if (File.Exists(folder))
            throw new TrainingDataException($"--out {folder} is a file; it must name a folder.");
        Probe(folder, folder);
        return folder;
    }

    /// <summary>The place of a package, which is built beside it and put there when it is whole.</summary>
    /// <exception cref="TrainingDataException">It holds something that is no package and would be lost, or nothing can be written beside it.</exception>
    public string ReadyForPackage(ParseResult parsed)
    {
        var folder = parsed.GetValue(_option)!;
        PackageFolder.Check(folder);
        Probe(folder, Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) ?? folder);
        return folder;
    }

    private static void Probe(string named, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, ".writable");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingDataException($"--out {named} cannot be written to: {error.Message} Choose another folder.", error);
        }
    }
}
