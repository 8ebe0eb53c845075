using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Training.Data;

/// <summary>What is known of an ingredient by its name: RxCUI and ATC codes from the product's drug knowledge; a name alone for a drug it does not hold.</summary>
internal static class Ingredients
{
    public static Ingredient Describe(string name) =>
        DrugKnowledge.Shipped.Find(name) is { } known ? new Ingredient(name, known.Rxnorm, known.Atc) : new Ingredient(name, null, []);
}
