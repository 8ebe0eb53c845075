using System.Collections.Immutable;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Safety.Knowledge;

namespace MedRecCloud.Clinical.Tests.Safety;

public sealed class KnowledgeTests
{
    private static readonly KnowledgeFile s_file = DrugKnowledge.Shipped.Content;

    [Fact]
    public void A_drug_is_known_by_its_name_its_synonyms_and_any_spelling_of_either()
    {
        var knowledge = new DrugKnowledge(s_file);
        foreach (var name in (string[])["warfarin", "Warfarin", "coumadin", "COUMADIN"]) Assert.Equal("warfarin", knowledge.Find(name)!.Name);
        Assert.Null(knowledge.Find("zzyzxomab"));
        Assert.Equal(s_file.Version, knowledge.Version);
    }

    [Fact]
    public void Two_drugs_interact_whichever_is_named_first_and_by_whichever_name_but_none_with_itself()
    {
        var knowledge = new DrugKnowledge(s_file);
        foreach (var (one, other) in (ReadOnlySpan<(string, string)>)[("warfarin", "ibuprofen"), ("ibuprofen", "warfarin"), ("coumadin", "advil"), ("advil", "coumadin")])
        {
            Assert.True(knowledge.Interact(one, other));
            Assert.Contains(knowledge.Interactions(one, other), rule => rule.Id == "ddi-warfarin-nsaid");
        }

        Assert.False(knowledge.Interact("warfarin", "zzyzxomab"));
        Assert.All(s_file.Ingredients, ingredient => Assert.False(knowledge.Interact(ingredient.Name, ingredient.Name), ingredient.Name));
    }

    [Fact]
    public void Every_pair_of_a_rule_of_two_classes_interacts_and_each_rule_is_told_once()
    {
        var knowledge = new DrugKnowledge(s_file);
        var rule = s_file.Interactions.First(rule => rule.Id == "ddi-raas-potassium");
        var (first, second) = (Members(rule.A), Members(rule.B));
        Assert.True(first.Length > 5 && second.Length > 2);
        Assert.All(first, one => Assert.All(second, other => Assert.Single(knowledge.Interactions(one, other), found => found.Id == rule.Id)));

        string[] Members(ImmutableArray<string> selectors) => [.. s_file.Ingredients.Select(ingredient => ingredient.Name).Where(name => selectors.Any(selector => knowledge.Matches(selector, name)))];
    }

    [Fact]
    public void A_selector_is_a_name_or_a_class()
    {
        var knowledge = new DrugKnowledge(s_file);
        Assert.True(knowledge.Matches("warfarin", "coumadin"));
        Assert.True(knowledge.Matches("warfarin", "WARFARIN"));
        Assert.True(knowledge.Matches("class:nsaid", "advil"));
        Assert.False(knowledge.Matches("class:nsaid", "warfarin"));
        Assert.False(knowledge.Matches("class:nsaid", "zzyzxomab"));
        Assert.False(knowledge.MatchesAny(["warfarin", "class:nsaid"], "zzyzxomab"));
        Assert.False(knowledge.Matches("nsaid", "ibuprofen"));
        Assert.True(knowledge.MatchesAny(["class:statin", "class:nsaid"], "advil"));
        Assert.False(knowledge.MatchesAny(["class:statin", "warfarin"], "ibuprofen"));
    }

    public static TheoryData<string, Func<object>> Faults()
    {
        var source = s_file.Sources.Keys.First();
        return new()
        {
            { "x names class:nothing", () => s_file with { Renal = s_file.Renal.Add(new RenalRule("x", ["class:nothing"], 1, IssueSeverity.Low, "d", source)) } },
            { "x names nothing", () => s_file with { Age = s_file.Age.Add(new AgeRule("x", ["warfarin", "nothing"], 1, null, IssueSeverity.Low, "d", source)) } },
            { "x cites nobody", () => s_file with { Conditions = s_file.Conditions.Add(new ConditionRule("x", ["warfarin"], ["c"], IssueSeverity.Low, "d", "nobody")) } },
            { "x names nothing", () => s_file with { Interactions = s_file.Interactions.Add(Pair(["warfarin"], ["nothing"])) } },
            { "x names nothing", () => s_file with { Interactions = s_file.Interactions.Add(Pair(["nothing"], ["warfarin"])) } },
            { "x names class:nothing", () => s_file with { Interactions = s_file.Interactions.Add(Pair(["warfarin"], ["aspirin"], new Circumstance(default, default, default, null, "class:nothing", null, null, null))) } },
            { "x names nothing", () => s_file with { Interactions = s_file.Interactions.Add(Pair(["warfarin"], ["aspirin"], new Circumstance(["nothing"], default, default, null, null, null, null, null))) } },
            { "x names nothing", () => s_file with { Interactions = s_file.Interactions.Add(Pair(["warfarin"], ["aspirin"], new Circumstance(default, ["nothing"], default, null, null, null, null, null))) } },
            { "x cites nobody", () => s_file with { Interactions = s_file.Interactions.Add(Pair(["warfarin"], ["aspirin"]) with { Source = "nobody" }) } },
            { "x cites nobody", () => s_file with { Allergies = s_file.Allergies.Add(new AllergyGroup("x", ["t"], [], ["warfarin"], [new CrossReaction(["aspirin"], IssueSeverity.Low, "d", "nobody")], source)) } },
            { "x cites nobody", () => s_file with { Allergies = s_file.Allergies.Add(new AllergyGroup("x", ["t"], [], ["warfarin"], [], "nobody")) } },
            { "x names Warfarin", () => s_file with { Interactions = s_file.Interactions.Add(Pair(["Warfarin"], ["aspirin"])) } },
            { "x names coumadin", () => s_file with { Interactions = s_file.Interactions.Add(Pair(["coumadin"], ["aspirin"])) } },
            { "qt cites nobody", () => s_file with { Qt = s_file.Qt with { Source = "nobody" } } },
            { "x names nothing", () => s_file with { Allergies = s_file.Allergies.Add(new AllergyGroup("x", ["t"], [], ["nothing"], [], source)) } },
            { "x names nothing", () => s_file with { Allergies = s_file.Allergies.Add(new AllergyGroup("x", ["t"], [], [], [new CrossReaction(["nothing"], IssueSeverity.Low, "d", source)], source)) } },
            { "x names nothing", () => s_file with { Hepatic = s_file.Hepatic with { Rules = [new DrugRule("x", ["nothing"], IssueSeverity.Low, "d", source)] } } },
            { "x names nothing", () => s_file with { Pregnancy = s_file.Pregnancy with { Rules = [new DrugRule("x", ["nothing"], IssueSeverity.Low, "d", source)] } } },
            { "x names nothing", () => s_file with { Lactation = s_file.Lactation with { Rules = [new DrugRule("x", ["nothing"], IssueSeverity.Low, "d", source)] } } },
            { $"{s_file.Allergies[0].Id} names nothing", () => s_file with { Allergies = s_file.Allergies.SetItem(0, s_file.Allergies[0] with { Direct = s_file.Allergies[0].Direct.Add("nothing") }) } },
            { $"{s_file.Allergies[0].Id} names nobody", () => s_file with { Allergies = s_file.Allergies.SetItem(0, s_file.Allergies[0] with { Members = ["nobody"] }) } },
            { "qt names nothing", () => s_file with { Qt = s_file.Qt with { Drugs = ["nothing"] } } },
            { "qt names nothing", () => s_file with { Qt = s_file.Qt with { Possible = ["nothing"] } } },
            { "indication of nothing names nothing", () => s_file with { Indications = s_file.Indications.Add("nothing", ["pain"]) } },
            { "renal-metformin stands twice", () => s_file with { Renal = s_file.Renal.Add(s_file.Renal[0]) } },
        };

        InteractionRule Pair(ImmutableArray<string> a, ImmutableArray<string> b, params Circumstance[] when) =>
            new("x", a, b, IssueSeverity.Low, "d", "m", source, [.. when.Select(one => new InteractionModifier(one, IssueSeverity.High, "b"))]);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_rule_that_could_never_fire_or_be_cited_is_refused_by_name(string fault, Func<object> file) =>
        Assert.Equal("drug-knowledge.json: " + fault, Assert.Throws<InvalidDataException>(() => new DrugKnowledge((KnowledgeFile)file())).Message);

    [Fact]
    public void What_the_circumstances_of_an_interaction_ask_for_is_fetched() => Assert.Contains("10535-3", DrugKnowledge.Shipped.ObservationCodes);

    [Fact]
    public void Every_fault_is_told_at_once() => Assert.Equal(
        "drug-knowledge.json: x names nothing; y names nobody; y cites nobody",
        Assert.Throws<InvalidDataException>(() => new DrugKnowledge(s_file with
        {
            Renal = s_file.Renal.Add(new RenalRule("x", ["nothing"], 1, IssueSeverity.Low, "d", s_file.Sources.Keys.First())).Add(new RenalRule("y", ["nobody"], 1, IssueSeverity.Low, "d", "nobody")),
        })).Message);

    [Fact]
    public void Every_ATC_code_names_a_substance_so_that_its_first_five_characters_are_the_chemical_subgroup() =>
        Assert.All(s_file.Ingredients.SelectMany(ingredient => ingredient.Atc), code => Assert.Matches("^[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}$", code));

    [Fact]
    public void An_ingredient_without_codes_classes_or_synonyms_has_empty_ones()
    {
        var bare = new KnownIngredient("bare", null, default, default, default);
        Assert.True(bare is { Atc.IsEmpty: true, Classes.IsEmpty: true, Synonyms.IsEmpty: true });
        Assert.Equal(["bare"], bare.Selectors);
        Assert.Equal(["class:b", "full"], new KnownIngredient("full", null, default, ["b"], default).Selectors.Order(StringComparer.Ordinal));
        var full = new KnownIngredient("full", null, ["A"], ["b"], ["c"]);
        Assert.Equal(("A", "b", "c"), (full.Atc[0], full.Classes[0], full.Synonyms[0]));
    }
}
