using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Tests.Vocabulary;

public class IngredientNamesTests
{
    [Theory]
    [InlineData("Acetaminophen 325 MG / Oxycodone Hydrochloride 10 MG Oral Tablet [Percocet]", "acetaminophen+oxycodone")]
    [InlineData("1 ML medroxyprogesterone acetate 150 MG/ML Injection", "medroxyprogesterone")]
    [InlineData("168 HR Ethinyl Estradiol 0.00146 MG/HR / norelgestromin 0.00625 MG/HR Transdermal System", "ethinyl estradiol+norelgestromin")]
    [InlineData("NDA020800 0.3 ML Epinephrine 1 MG/ML Auto-Injector", "epinephrine")]
    [InlineData("24hr nicotine transdermal patch", "nicotine")]
    [InlineData("3 ML Amiodarone hydrocholoride 50 MG/ML Prefilled Syringe", "amiodarone")]
    [InlineData("Abuse-Deterrent 12 HR Oxycodone Hydrochloride 15 MG Extended Release Oral Tablet [Oxycontin]", "oxycodone")]
    [InlineData("60 ACTUAT Fluticasone propionate 0.25 MG/ACTUAT / salmeterol 0.05 MG/ACTUAT Dry Powder Inhaler", "fluticasone+salmeterol")]
    [InlineData("Acetaminophen/Hydrocodone", "acetaminophen+hydrocodone")]
    [InlineData("Amoxicillin 250 MG / Clavulanate 125 MG Oral Tablet", "amoxicillin+clavulanate")]
    [InlineData("Carbamazepine[Tegretol]", "carbamazepine")]
    [InlineData("Camila 28 Day Pack", "norethindrone")]
    [InlineData("Levora 0.15/30 28 Day Pack", "ethinyl estradiol+levonorgestrel")]
    [InlineData("Norinyl 1+50 28 Day Pack", "mestranol+norethindrone")]
    [InlineData("NuvaRing 0.12/0.015 MG per 24HR 21 Day Vaginal Ring", "ethinyl estradiol+etonogestrel")]
    [InlineData("Ortho Tri-Cyclen 28 Day Pack", "ethinyl estradiol+norgestimate")]
    [InlineData("Estrostep Fe 28 Day Pack", "ethinyl estradiol+ferrous fumarate+norethindrone")]
    [InlineData("Mirena 52 MG Intrauterine System", "levonorgestrel")]
    [InlineData("{21 (ethinyl estradiol 0.035 MG / norgestimate 0.25 MG Oral Tablet) / 7 (inert ingredients 1 MG Oral Tablet) } Pack [Sprintec]", "ethinyl estradiol+norgestimate")]
    [InlineData("Lasix 40mg", "furosemide")]
    [InlineData("Simvistatin 10 MG", "simvastatin")]
    [InlineData("Fluoxetine 25MG", "fluoxetine")]
    [InlineData("Mestranol / Norethynodrel [Enovid]", "mestranol+norethynodrel")]
    [InlineData("NITROFURANTOIN, MACROCRYSTALS 50 MG Oral Capsule", "nitrofurantoin")]
    [InlineData("heparin sodium, porcine", "heparin")]
    [InlineData("Vitamin B 12 5 MG/ML Injectable Solution", "vitamin b12")]
    [InlineData("ferrous sulfate 325 MG Oral Tablet", "ferrous sulfate")]
    [InlineData("sodium fluoride 0.0272 MG/MG Oral Gel", "sodium fluoride")]
    [InlineData("Sodium Chloride 9 MG/ML Injectable Solution", "sodium chloride")]
    [InlineData("Penicillin V Potassium 250 MG Oral Tablet", "penicillin v")]
    [InlineData("insulin isophane, human 70 UNT/ML / insulin, regular, human 30 UNT/ML Injectable Suspension [Humulin]", "insulin isophane+insulin regular")]
    [InlineData("insulin human, isophane 70 UNT/ML / Regular Insulin, Human 30 UNT/ML Injectable Suspension [Humulin]", "insulin isophane+insulin regular")]
    [InlineData("doxycycline hyclate 100 MG", "doxycycline")]
    [InlineData("Isoflurane 999 MG/ML Inhalant Solution", "isoflurane")]
    [InlineData("nicotine 7 MG/Day 24HR Transdermal System", "nicotine")]
    [InlineData("Etonogestrel 68 MG Drug Implant", "etonogestrel")]
    [InlineData("Acetaminophen 21.7 MG/ML / Dextromethorphan Hydrobromide 1 MG/ML / doxylamine succinate 0.417 MG/ML Oral Solution", "acetaminophen+dextromethorphan+doxylamine")]
    [InlineData("0.9% Sodium Chloride (Mini Bag Plus)", "sodium chloride")]
    [InlineData("Amoxicillin-Clavulanic Acid", "amoxicillin+clavulanate")]
    [InlineData("OxyCODONE--Acetaminophen (5mg-325mg)", "acetaminophen+oxycodone")]
    [InlineData("Metoprolol Succinate XL", "metoprolol")]
    [InlineData("Divalproex (DELayed Release)", "valproate")]
    [InlineData("PHENObarbital - ICU Alcohol Withdrawal (Loading Dose 1) ", "phenobarbital")]
    [InlineData("SulfaSALAzine_", "sulfasalazine")]
    [InlineData("Sulfameth/Trimethoprim DS", "sulfamethoxazole+trimethoprim")]
    [InlineData("*NF* Ertapenem Sodium", "ertapenem")]
    [InlineData("D5 1/2NS", "glucose+sodium chloride")]
    [InlineData("HumaLOG", "insulin lispro")]
    [InlineData("Insulin Human Regular", "insulin regular")]
    [InlineData("Acetylsalicylic acid 81 mg", "aspirin")]
    [InlineData("Bag", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_medicines_text_gives_its_ingredients(string? text, string expected) =>
        Assert.Equal(expected, string.Join('+', IngredientNames.Parse(text)));

    [Fact]
    public void A_list_gives_the_ingredients_of_all_its_items() =>
        Assert.Equal(
            "acetaminophen ibuprofen lisinopril oxycodone",
            string.Join(' ', IngredientNames.ParseList("acetaminophen 325 mg / oxycodone hydrochloride 10 mg oral tablet [percocet]; ibuprofen 400 mg oral tablet [ibu]\n- Lisinopril 10 mg daily")));

    [Theory]
    [InlineData("No Active Medications.")]
    [InlineData("None")]
    [InlineData("  ")]
    public void A_denial_of_medicines_gives_none(string text) => Assert.Empty(IngredientNames.ParseList(text));

    [Fact]
    public void Any_text_is_read_without_failing_and_names_are_clean()
    {
        CsCheck.Check.Sample(CsCheck.Gen.String, text =>
        {
            foreach (var name in IngredientNames.Parse(text))
            {
                Assert.Equal(name.Trim(), name);
                Assert.True(name.Length > 2);
            }
        });
    }
}
