using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Local.Processes;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Local.Cohorts;

/// <summary>The manifest of a cohort from the command line.</summary>
internal static class RescoreManifest
{
    /// <exception cref="CommandException">There is nothing to score, or no such folder.</exception>
    public static byte[] Write(RescoreWish wish)
    {
        var folder = wish.Source is null ? null : Path.GetFullPath(wish.Source);
        if (folder is not null && !Directory.Exists(folder)) throw new CommandException($"There is no folder '{wish.Source}'. Name one with FHIR *.ndjson or *.ndjson.gz files.");
        if (folder is null && wish.Group is null) throw new CommandException("Name an export with --source, a group with --group, a manifest with --manifest, or a cohort with --attach.");
        var only = wish.Models.Count == 1 ? ModelWish.TryParse(wish.Models[0]) ?? throw new CommandException($"'{wish.Models[0]}' is neither NAME nor NAME@VERSION of a model.") : null;
        return Checked(JsonSerializer.SerializeToUtf8Bytes(
            new CohortManifest
            {
                Source = new CohortSource { Folder = wish.Group is null ? folder : null, Group = wish.Group, Encounters = ImmutableArray<string>.Empty },
                Model = only?.Name,
                Version = only?.Version,
                Models = wish.Models.Count > 1 ? [.. wish.Models] : [],
                Against = wish.Against,
                FhirProposals = wish.FhirProposals,
            },
            ClinicalJson.Options));
    }

    /// <summary>A manifest that somebody else wrote.</summary>
    /// <exception cref="CommandException">It cannot be used; the message says why.</exception>
    public static byte[] Read(string file)
    {
        try
        {
            return Checked(File.ReadAllBytes(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The manifest '{file}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>An id of its own for every manifest over the same inputs: the same command again comes back to the same cohort, and begins another when the export or the models are others.</summary>
    /// <param name="from">What the name begins with: a path or a word.</param>
    /// <param name="inputs">What the manifest only names: see <see cref="RescoreInputs"/>.</param>
    public static string IdOf(string from, byte[] manifest, byte[] inputs)
    {
        var name = new StringBuilder();
        foreach (var letter in Path.GetFileName(Path.TrimEndingDirectorySeparator(from)).ToLowerInvariant().Take(40)) name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        return $"{name.ToString().Trim('-')}-{Convert.ToHexStringLower(SHA256.HashData([.. manifest, .. inputs]).AsSpan(0, 4))}".TrimStart('-');
    }

    /// <summary>A name that somebody chose; null stays null.</summary>
    /// <exception cref="CommandException">It cannot be a cohort's.</exception>
    public static string? Named(string? name) => name is null || (name.Length is > 0 and <= 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') && name[0] != '-')
        ? name : throw new CommandException("A cohort's id has 1 to 64 letters, digits and hyphens, and does not begin with a hyphen.");

    /// <summary>The id of a cohort to come back to; null stays null. It may be one that was not begun here, by somebody's own rules.</summary>
    /// <exception cref="CommandException">It cannot be a cohort's.</exception>
    public static string? Attached(string? id) => id is null || CohortNames.IsId(id) ? id : throw new CommandException("--attach names no id of a cohort: an id has 1 to 200 letters and no slash.");

    private static byte[] Checked(byte[] manifest)
    {
        try
        {
            CohortManifest.Read(manifest);
            return manifest;
        }
        catch (InvalidDataException refusal)
        {
            throw new CommandException(refusal.Message, refusal);
        }
    }
}
