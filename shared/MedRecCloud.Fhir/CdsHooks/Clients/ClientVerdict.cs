namespace MedRecCloud.Fhir.CdsHooks.Clients;

/// <summary>Whether a caller is let in.</summary>
/// <param name="Refusal">Null: let in. Otherwise why not, as a code without anything of the token.</param>
public readonly record struct ClientVerdict(string? Refusal)
{
    public static ClientVerdict LetIn => new(null);

    public bool IsRefused => Refusal is not null;
}
