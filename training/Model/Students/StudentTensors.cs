using MedRecCloud.Training.Model.Candidates;

namespace MedRecCloud.Training.Model.Students;

/// <summary>Names and shapes of a student's tensors.</summary>
internal static class StudentTensors
{
    public const string Diagnosis = "diagnosis", Procedure = "procedure", Medication = "medication", Visit = "visit";
    public const string Recency = "recency", ProfileProject = "profile.project", Middle = "middle", Labels = "labels";

    public static IEnumerable<(string Name, long[] Shape)> Of(StudentConfig config)
    {
        long width = config.HiddenSize;
        yield return (Embedding(Diagnosis), [config.Codes.Diagnoses, width]);
        yield return (Embedding(Procedure), [config.Codes.Procedures, width]);
        yield return (Embedding(Medication), [config.Codes.Medications, width]);
        yield return (Recency, [config.MaxVisits, width]);
        for (var field = 0; field < config.Profile.Count; field++)
            yield return (Profile(field), [config.Profile[field], width]);
        foreach (var block in (string[])[Diagnosis, Procedure, Medication, Visit])
            foreach (var tensor in Block(block, config))
                yield return tensor;
        foreach (var tensor in Linear(ProfileProject, width, config.Profile.Count * width).Concat(Linear(Middle, config.Middle, 6 * width)).Concat(Linear(Labels, config.Labels, config.Middle)))
            yield return tensor;
        foreach (var tensor in CandidateTensors.Of(config.Candidates))
            yield return tensor;
    }

    public static string Embedding(string kind) => $"{kind}.embedding";

    public static string Profile(int field) => $"profile.{field}";

    private static IEnumerable<(string, long[])> Block(string name, StudentConfig config)
    {
        long width = config.HiddenSize;
        return
        [
            ($"{name}.norm1.weight", [width]), ($"{name}.norm1.bias", [width]), ($"{name}.norm2.weight", [width]), ($"{name}.norm2.bias", [width]),
            ($"{name}.query.weight", [width, width]), ($"{name}.key.weight", [width, width]), ($"{name}.value.weight", [width, width]),
            .. Linear($"{name}.out", width, width), .. Linear($"{name}.up", config.FeedForward, width), .. Linear($"{name}.down", width, config.FeedForward),
        ];
    }

    private static IEnumerable<(string, long[])> Linear(string name, long outputs, long inputs) => [($"{name}.weight", [outputs, inputs]), ($"{name}.bias", [outputs])];
}
