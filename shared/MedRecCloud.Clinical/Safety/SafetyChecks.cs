using System.Collections.Immutable;
using MedRecCloud.Clinical.Safety.Checks;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Clinical.Safety;

/// <summary>All the checks, in the order in which their issues are listed.</summary>
public static class SafetyChecks
{
    /// <summary>What the allergy check says it missed where neither an allergy nor "no known allergy" is recorded.</summary>
    public const string NoAllergyList = "no allergy recorded, nor that there is none";

    /// <summary>What it says where an allergy in force has no words, and its code is none that the knowledge has.</summary>
    public const string UnknownAllergyCode = "an allergy recorded by a code alone that is not known here";

    public static ImmutableArray<ISafetyCheck> All(DrugKnowledge knowledge) =>
    [
        new AllergyCheck(knowledge),
        new InteractionCheck(knowledge),
        new DuplicateTherapyCheck(knowledge),
        new ContraindicationCheck(knowledge),
        new RenalCheck(knowledge),
        new HepaticCheck(knowledge),
        new PregnancyCheck(knowledge),
        new LactationCheck(knowledge),
        new AgeCheck(knowledge),
        new QtCheck(knowledge),
    ];
}
