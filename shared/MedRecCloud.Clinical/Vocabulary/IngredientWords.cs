using System.Collections.Frozen;

namespace MedRecCloud.Clinical.Vocabulary;

/// <summary>The words <see cref="IngredientNames"/> knows. Names are RxNorm's (term type IN).</summary>
internal static class IngredientWords
{
    /// <summary>The whole name maps to these ingredients: brands, abbreviations, older names, misspellings; none for what is no drug.</summary>
    public static readonly FrozenDictionary<string, string[]> Known = Table().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Dropped from the end of a name, unless the word before is a cation and so part of the ingredient ("sodium chloride").</summary>
    public static readonly FrozenSet<string> Salts = Words(
        "hydrochloride hydrocholoride hcl hydrobromide hydroiodide sodium sod na potassium calcium magnesium sulfate sulphate bisulfate tartrate bitartrate succinate succ maleate " +
        "mesylate besylate tosylate phosphate phos citrate acetate fumarate gluconate lactate carbonate nitrate bromide chloride iodide pamoate propionate " +
        "dipropionate valerate furoate xinafoate hyclate monohydrate dihydrate trihydrate monohyd anhydrous acetonide disoproxil medoxomil etexilate axetil " +
        "proxetil cilexetil disodium dimesylate embonate decanoate enanthate cypionate tromethamine meglumine polacrilex oxalate stearate hemihydrate alafenamide " +
        "porcine conjugate edisylate napsylate trometamol sprinkles bicarbonate");

    /// <summary>Names whose "salt" word is the ingredient.</summary>
    public static readonly FrozenSet<string> Cations = Words(
        "sodium potassium calcium magnesium ferrous ferric iron zinc lithium aluminum ammonium barium silver cupric copper bismuth strontium selenious");

    /// <summary>Where a form or a release begins, the name ends.</summary>
    public static readonly FrozenSet<string> Forms = Words(
        "oral tablet tablets tab tabs capsule capsules cap caps chewable disintegrating delayed extended release extended-release sustained-release immediate enteric coated " +
        "injection injectable solution soln suspension susp syrup elixir liquid cream ointment oint gel lotion patch transdermal topical ophthalmic ophth otic nasal rectal " +
        "vaginal mucosal spray inhaler inhalation inhalant metered dry powder nebulizer neb mdi diskus prefilled syringe auto-injector pen implant drug intrauterine system pack " +
        "xl xr sr er cr ec la odt iv im po pca dr ds ss hp supps suppository enema rinse drops drop lozenge wafer flush dwell infatab mini replacement dose sublingual sl " +
        "granules kit ring device film strip foam paste shampoo inj e.r e.r. day jelly viscous dental desensitization desensitisation irrigation (liquid) macrocrystals e r ir vag sliding preserv alcohol");

    /// <summary>First halves of hyphenated words that are one name.</summary>
    public static readonly FrozenSet<string> Prefixes = Words("alpha gamma omega delta amino hydroxy acetyl ferro osmotic");

    public static readonly (string Word, string Name)[] Insulins =
    [
        ("isophane", "insulin isophane"), ("nph", "insulin isophane"), ("glargine", "insulin glargine"), ("lispro", "insulin lispro"), ("aspart", "insulin aspart"),
        ("detemir", "insulin detemir"), ("degludec", "insulin degludec"), ("glulisine", "insulin glulisine"), ("regular", "insulin regular"), ("human", "insulin regular"),
    ];

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static Dictionary<string, string[]> Table()
    {
        var table = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var line in Lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var sides = line.Split('=');
            var ingredients = sides[1].Split('+', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            foreach (var name in sides[0].Split(',', StringSplitOptions.TrimEntries)) table[name] = ingredients;
        }
        return table;
    }

    private const string Lines = """
        acetylsalicylic acid, asa = aspirin
        paracetamol, tylenol, apap = acetaminophen
        salbutamol, ventolin, proventil = albuterol
        adrenaline, racepinephrine, epipen = epinephrine
        noradrenaline, levophed = norepinephrine
        frusemide, lasix = furosemide
        simvistatin, zocor = simvastatin
        dextrose, d5w, d10w, glucose gel, iso-osmotic dextrose, glucose = glucose
        ns, sodium chloride nasal, iso-osmotic sodium chloride, isotonic sodium chloride, normal saline, saline, nacl = sodium chloride
        d5ns, d5 1/2ns, d5 1/4ns, d5 1/2 ns, d5 1/4 ns, d5 ns = glucose + sodium chloride
        lr, lactated ringers, ringer's lactate = lactated ringer's solution
        d5lr = glucose + lactated ringer's solution
        potassium chl = potassium chloride
        clavulanic acid, clavulanate potassium = clavulanate
        sulfameth = sulfamethoxazole
        sulfameth/trimethoprim ds, sulfameth/trimethoprim ss, sulfameth/trimethoprim, bactrim, septra, co-trimoxazole, cotrimoxazole = sulfamethoxazole + trimethoprim
        penicillin vk, phenoxymethylpenicillin = penicillin v
        cyanocobalamin, vitamin b, vitamin b 12, vitamin b-12, vitamin b12 = vitamin b12
        phytonadione, vitamin k = vitamin k1
        vitamin d3, cholecalciferol = cholecalciferol
        vitamin d2, ergocalciferol = ergocalciferol
        vitamin c, ascorbic acid = ascorbic acid
        vitamin b1, thiamine = thiamine
        vitamin b6, pyridoxine = pyridoxine
        vitamin a = vitamin a
        vitamin e = vitamin e
        vitamin d = vitamin d
        divalproex, valproic acid, valproate, depakote = valproate
        alendronate, fosamax = alendronic acid
        glibenclamide, glyburide = glyburide
        pethidine, demerol = meperidine
        lignocaine, lidocaine = lidocaine
        caff = caffeine
        acetaminophen-caff-butalbital = acetaminophen + butalbital + caffeine
        belladonna & opium = belladonna + opium
        aluminum-magnesium hydrox.-simethicone = aluminum hydroxide + magnesium hydroxide + simethicone
        neutra-phos = potassium phosphate + sodium phosphate
        furosemide-heart failure = furosemide
        gastroview = diatrizoate
        coumadin = warfarin
        plavix = clopidogrel
        lipitor = atorvastatin
        crestor = rosuvastatin
        norvasc = amlodipine
        zestril, prinivil = lisinopril
        glucophage = metformin
        synthroid = levothyroxine
        zoloft = sertraline
        prozac = fluoxetine
        advil, motrin, ibu = ibuprofen
        aleve = naproxen
        percocet = acetaminophen + oxycodone
        vicodin, norco = acetaminophen + hydrocodone
        oxycontin = oxycodone
        ms contin = morphine
        dilaudid = hydromorphone
        valium = diazepam
        klonopin = clonazepam
        xanax = alprazolam
        ativan = lorazepam
        tegretol = carbamazepine
        toprol = metoprolol
        avapro = irbesartan
        januvia = sitagliptin
        nexium = esomeprazole
        tricor = fenofibrate
        androgel = testosterone
        humalog = insulin lispro
        lantus = insulin glargine
        humulin, novolin = insulin isophane + insulin regular
        xopenex = levalbuterol
        digox = digoxin
        ambisome = amphotericin b
        enovid = mestranol + norethynodrel
        camila, errin, jolivette, nora-be = norethindrone
        estrostep fe = ethinyl estradiol + ferrous fumarate + norethindrone
        norinyl, norinyl 1+50 = mestranol + norethindrone
        levora, levora 0.15/30, seasonique = ethinyl estradiol + levonorgestrel
        mirena, kyleena, liletta, skyla = levonorgestrel
        natazia = dienogest + estradiol
        nuvaring = ethinyl estradiol + etonogestrel
        ortho tri-cyclen, trinessa = ethinyl estradiol + norgestimate
        yaz, yasmin = drospirenone + ethinyl estradiol
        golytely, moviprep, miralax = polyethylene glycol
        milk of magnesia = magnesium hydroxide
        fish oil, omega 3 = omega-3 fatty acids
        sulfasalazine_ = sulfasalazine
        multivitamins, multivitamin, multivitamins w/minerals, nephrocaps, vitamin b complex, vitamin b complex w/c = multivitamin
        influenza vaccine quadrivalent, influenza virus vaccine = influenza vaccine
        pneumococcal vac polyvalent, pneumococcal 23-valent polysaccharide vaccine = pneumococcal vaccine
        hepatitis b vaccine = hepatitis b vaccine
        iron polysaccharide = iron polysaccharide
        folate = folic acid
        docusate, colace = docusate
        senna, sennosides = senna
        inert, inert ingredients, placebo, bag, vial, syringe, soln, sw, sterile water, water, adde, blue cadd cassette, yellow cadd cassette, insulin syringe u-500, click change, orthopedic solution =
        """;
}
