namespace MedRecCloud.Local.Sample;

/// <summary>Names nobody bears: put together from syllables, so that no sample patient can be mistaken for a person.</summary>
internal static class PersonNames
{
    private static readonly string[] First = ["Ala", "Bre", "Cori", "Dal", "Ely", "Fen", "Gil", "Hara", "Isa", "Jun", "Kel", "Lio", "Mira", "Nor", "Ori", "Pel"];
    private static readonly string[] Second = ["den", "lis", "mar", "na", "rin", "sa", "to", "vel"];
    private static readonly string[] Family = ["Amber", "Birch", "Cedar", "Drift", "Elder", "Fern", "Gale", "Heath", "Iris", "Juniper", "Kestrel", "Larch"];
    private static readonly string[] Ending = ["brook", "field", "gate", "hollow", "mere", "ridge", "stead", "wood"];

    public static (string Given, string Family) Make(Random random) =>
        (Pick(First, random) + Pick(Second, random), Pick(Family, random) + Pick(Ending, random));

    private static string Pick(string[] from, Random random) => from[random.Next(from.Length)];
}
