namespace MedRecCloud.Models.Students;

/// <summary>
/// Several patients padded to the longest of them. Missing visits are padded in front, so that the present one is the last; missing codes behind.
/// Padding changes no answer: the graph leaves it out.
/// </summary>
public sealed class StudentBatch
{
    public StudentBatch(IReadOnlyList<StudentInput> inputs)
    {
        (Patients, Visits, Codes) = (inputs.Count, inputs.Max(input => input.Visits), inputs.Max(input => input.LongestSet));
        Diagnoses = Pad(inputs, input => input.Diagnoses);
        Procedures = Pad(inputs, input => input.Procedures);
        Medications = Pad(inputs, input => input.Medications);
        Profile = [.. inputs.SelectMany(input => input.Profile).Select(category => (long)category)];
        Drugs = inputs[0].Candidates.Length / CandidateColumns.Count;
        Candidates = Joined(inputs);
    }

    public int Patients { get; }

    public int Visits { get; }

    public int Codes { get; }

    /// <summary>[Patients, Visits, Codes].</summary>
    public long[] Diagnoses { get; }

    /// <inheritdoc cref="Diagnoses"/>
    public long[] Procedures { get; }

    /// <inheritdoc cref="Diagnoses"/>
    public long[] Medications { get; }

    /// <summary>[Patients, fields].</summary>
    public long[] Profile { get; }

    public int Drugs { get; }

    /// <summary>[Patients, <see cref="Drugs"/>, <see cref="CandidateColumns.Count"/>].</summary>
    public long[] Candidates { get; }

    private static long[] Joined(IReadOnlyList<StudentInput> inputs)
    {
        var length = inputs[0].Candidates.Length;
        var joined = new long[inputs.Count * length];
        for (var patient = 0; patient < inputs.Count; patient++)
            for (var i = 0; i < length; i++)
                joined[patient * length + i] = inputs[patient].Candidates[i];
        return joined;
    }

    private long[] Pad(IReadOnlyList<StudentInput> inputs, Func<StudentInput, int[][]> sets)
    {
        var ids = new long[Patients * Visits * Codes];
        for (var patient = 0; patient < Patients; patient++)
        {
            var visits = sets(inputs[patient]);
            for (var visit = 0; visit < visits.Length; visit++)
            for (var code = 0; code < visits[visit].Length; code++)
                ids[(patient * Visits + Visits - visits.Length + visit) * Codes + code] = visits[visit][code];
        }

        return ids;
    }
}
