using System.Collections.Frozen;

namespace MedRecCloud.Fhir.Context;

/// <summary>
/// LOINC codes of the values that safety checks and prompts ask for. Only these are read from a server and kept: a patient may have tens of thousands of others.
/// </summary>
public static class SafetyObservations
{
    /// <summary>Pregnancy status and tests, the expected date of delivery, breastfeeding: their answers may be a date or a word.</summary>
    internal static FrozenSet<string> InWords { get; } = FrozenSet.Create(StringComparer.Ordinal, "82810-3", "2118-8", "2106-3", "2110-5", "11778-8", "63895-7");

    public static FrozenSet<string> Codes { get; } = string.Join(' ',
        "2160-0 38483-4 14682-9 59826-8 33914-3 48642-3 48643-1 50044-7 62238-1 69405-9 77147-7 88293-6 88294-4 94677-2 98979-8 98980-6", // creatinine, eGFR
        "29463-7 3141-9 8302-2 39156-5 8277-6", // weight, height, BMI, body surface
        "8634-8 8636-3 44974-4 44975-1 76634-5 76635-2 8601-7", // QT, QTc, ECG impression
        "2823-3 6298-4 22760-3 75940-7 2951-2 2947-0 2601-3 19123-9 17861-6 49765-1 2000-8 3094-0 6299-2", // potassium, sodium, magnesium, calcium, urea
        "1742-6 1920-8 1975-2 6768-6 1751-7 2324-2", // ALT, AST, bilirubin, alkaline phosphatase, albumin, GGT
        "6301-6 5902-2 34714-6 777-3 26515-7 718-7 6690-2 26464-8 751-8 26499-4 3255-7", // INR, prothrombin, platelets, haemoglobin, leukocytes, neutrophils, fibrinogen
        "2339-0 2345-7 4548-4 3016-3 2157-6 18262-6 13457-7 2093-3", // glucose, HbA1c, TSH, creatine kinase, LDL, cholesterol
        "82810-3 2118-8 2106-3 2110-5 19080-1 11778-8 63895-7 63893-2 8665-2", // pregnancy status, hCG, delivery date, lactation, last period
        "85354-9 8480-6 8462-4 8867-4 9279-1 8310-5 59408-5 2708-6", // blood pressure, pulse, breathing, temperature, oxygen saturation
        "10535-3 2400-8 14334-7 3968-5 4049-3 20578-1 4090-7 12308-3").Split(' ').ToFrozenSet(StringComparer.Ordinal); // digoxin, lithium, phenytoin, theophylline, vancomycin
}
