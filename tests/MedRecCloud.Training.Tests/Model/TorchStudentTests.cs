using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Students;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Students;
using MedRecCloud.Training.Onnx;
using TorchSharp;

namespace MedRecCloud.Training.Tests.Model;

public sealed class TorchStudentTests
{
    private static readonly StudentConfig Config = new((12, 8, 9), [5, 4], Labels: 7) { MaxVisits = 5 };

    private static readonly StudentInput[] Patients =
    [
        new([[2, 3], [4], [5, 6, 7]], [[2], [], [3]], [[2, 3], [], []], [2, 3], Columns(1)),
        new([[]], [[]], [[]], [1, 1], Columns(2)),
        new([[9, 10, 11, 2]], [[2]], [[]], [4, 2], Columns(3)),
        new([[2], [3], [4], [5], [6]], [[], [], [], [], []], [[2], [3], [4], [5], []], [3, 3], Columns(4)),
    ];

    [TorchFact]
    public void Torch_and_onnx_runtime_compute_the_same_logits()
    {
        using var folder = new TemporaryFolder();
        using var student = Student();
        new StudentExport(Config, new ParameterSource(student.Parameters)).Write(folder.Path);
        using var exported = new OnnxStudent(folder[ModelPackage.GraphFile]);
        foreach (var patients in (StudentInput[][])[Patients, [Patients[1]], [Patients[2]]])
        {
            var batch = new StudentBatch(patients);
            var (expected, actual) = (Logits(student, batch), exported.Run(batch));
            Assert.Equal(patients.Length * 7, actual.Length);
            for (var i = 0; i < actual.Length; i++)
                Assert.Equal(expected[i], actual[i], 1e-5);
        }
    }

    [TorchFact]
    public void Padding_and_the_order_of_codes_change_no_answer()
    {
        using var student = Student();
        var together = Logits(student, new StudentBatch(Patients));
        for (var patient = 0; patient < Patients.Length; patient++)
        {
            var shuffled = Patients[patient] with { Diagnoses = [.. Patients[patient].Diagnoses.Select(codes => codes.Reverse().ToArray())] };
            var alone = Logits(student, new StudentBatch([shuffled]));
            for (var label = 0; label < 7; label++)
                Assert.Equal(alone[label], together[patient * 7 + label], 1e-5);
        }
    }

    [TorchFact]
    public void The_order_of_visits_matters_because_visits_know_how_recent_they_are()
    {
        using var student = Student();
        var patient = Patients[3];
        var swapped = patient with { Medications = [patient.Medications[1], patient.Medications[0], .. patient.Medications[2..]] };
        Assert.NotEqual(Logits(student, new StudentBatch([patient])), Logits(student, new StudentBatch([swapped])));
    }

    [TorchFact]
    public void A_drugs_own_columns_move_its_logit_alone()
    {
        using var student = Student();
        var changed = Patients[0] with { Candidates = [.. Patients[0].Candidates] };
        changed.Candidates[3 * CandidateColumns.Count]++;
        var (one, other) = (Logits(student, new StudentBatch([Patients[0]])), Logits(student, new StudentBatch([changed])));
        Assert.Equal([3], Enumerable.Range(0, 7).Where(drug => one[drug] != other[drug]));
    }

    private static byte[] Columns(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 7 * CandidateColumns.Count).Select(_ => (byte)random.Next(CandidateColumns.Categories - 1))];
    }

    private static TorchStudent Student() => new(Config, new DrawnTensors(StudentTensors.Of(Config), seed: 4));

    private static float[] Logits(TorchStudent student, StudentBatch batch)
    {
        using var scope = torch.NewDisposeScope();
        return TorchTensors.ToArray(student.Score(batch).Logits);
    }
}
