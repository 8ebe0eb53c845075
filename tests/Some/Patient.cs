using System.Collections.Concurrent;
using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Some;

/// <summary>A made-up patient for a test, with sensible defaults: one line per fact that matters.</summary>
internal sealed class Patient
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    // Property tests build the same medicines a hundred thousand times.
    private static readonly ConcurrentDictionary<string, ImmutableArray<string>> s_parsed = new();

    private readonly List<ConditionFact> _conditions = [];
    private readonly List<AllergyFact> _allergies = [];
    private readonly List<MedicationFact> _medications = [];
    private readonly List<MedicationFact> _orders = [];
    private readonly List<ObservationFact> _observations = [];
    private int _age = 50;
    private string _sex = "male";
    private int _next;

    public static Patient Aged(int years, string sex = "male") => new() { _age = years, _sex = sex };

    public Patient With(string condition)
    {
        _conditions.Add(new ConditionFact(Key("Condition"), [], condition, "active", Now.AddYears(-2), null, Now.AddYears(-2), null));
        return this;
    }

    public Patient AllergicTo(string substance, string verification = "confirmed", string clinical = "active")
    {
        _allergies.Add(new AllergyFact(Key("AllergyIntolerance"), [], substance, clinical, verification, "", "allergy", [], Now.AddYears(-5)));
        return this;
    }

    public Patient Taking(string medicine, int daysAgo = 30, string status = "active", DateTimeOffset? end = null)
    {
        _medications.Add(Medicine(medicine, Now.AddDays(-daysAgo), status, end, "e-before"));
        return this;
    }

    public Patient Ordered(string medicine)
    {
        _orders.Add(Medicine(medicine, Now, "active", null, "e-1"));
        return this;
    }

    public Patient Lab(string loinc, decimal value, string unit, int daysAgo = 5)
    {
        _observations.Add(new ObservationFact(Key("Observation"), new Coding(CodeSystems.Loinc, loinc), value, unit, null, Now.AddDays(-daysAgo)));
        return this;
    }

    public Patient Finding(string loinc, string answer, int daysAgo = 5)
    {
        _observations.Add(new ObservationFact(Key("Observation"), new Coding(CodeSystems.Loinc, loinc), null, null, new Coding(CodeSystems.Snomed, answer), Now.AddDays(-daysAgo)));
        return this;
    }

    public ClinicalContext Context => new()
    {
        Server = RequestKey.DefaultServer,
        PredictionTime = Now,
        Patient = new PatientFact(new ResourceKey("Patient", "p-1", "1"), DateOnly.FromDateTime(Now.UtcDateTime).AddYears(-_age).AddDays(-1), _sex),
        Encounter = new EncounterFact(
            new ResourceKey("Encounter", "e-1", "1"), "finished", "AMB",
            [new Coding(CodeSystems.Snomed, "185349003", "Encounter for check up")], [], Now, Now.AddHours(1)),
        Conditions = [.. _conditions],
        Allergies = [.. _allergies],
        Medications = [.. _medications],
        CurrentOrders = [.. _orders],
        Observations = [.. _observations],
    };

    /// <summary>The request for this patient, with a prompt that quotes every condition.</summary>
    public InferenceRequest Request
    {
        get
        {
            var context = Context;
            var prefix = string.Concat(_conditions.Select(condition => condition.Text + ". "));
            var start = 0;
            var segments = ImmutableArray.CreateBuilder<PromptSegment>();
            foreach (var condition in _conditions)
            {
                segments.Add(new PromptSegment("Diagnose", start, condition.Text.Length, condition.Source));
                start += condition.Text.Length + 2;
            }

            return new InferenceRequest
            {
                Server = context.Server,
                Encounter = context.Encounter.Source,
                ContextHash = "hash-1",
                AsOf = Now,
                Context = context,
                Prompt = new Prompt("medrec-2", prefix, segments.ToImmutable(), ImmutableSortedDictionary<string, CandidateHistory>.Empty, new CodeHistory([], []), []),
            };
        }
    }

    /// <summary>Scores of a made-up model that gives each drug the probability stated; the threshold is 0.5.</summary>
    public static CandidateScores Scores(params IEnumerable<(string Drug, double Probability)> scores) => new(
        [.. scores.Select(score => new MedicationScore(score.Drug, score.Probability, Math.Log(score.Probability / (1 - score.Probability)), 0.5))],
        new ModelVersion("some-model", "1", ModelKind.Lamo, "00ff", "medrec-2"));

    private MedicationFact Medicine(string text, DateTimeOffset authored, string status, DateTimeOffset? end, string encounter) =>
        new(Key("MedicationRequest"), [], text, s_parsed.GetOrAdd(text, IngredientNames.Parse), status, authored, end, encounter);

    private ResourceKey Key(string type) => new(type, $"{type.ToLowerInvariant()}-{_next++}", "1");
}
