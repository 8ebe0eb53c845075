using MedRecCloud.Models.Students;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Model.Candidates;

/// <summary>
/// Adds to each drug's logit what its own history in this patient and its usage say (see <see cref="CandidateColumns"/>): one small network that all drugs share,
/// over the columns, the drug, the patient and the logit. LEADER's teacher and student both end in it; the paper has none.
/// </summary>
/// <param name="parameters">Holds the tensors of <see cref="CandidateTensors"/>.</param>
internal sealed class TorchCandidates(CandidateConfig config, IReadOnlyDictionary<string, Parameter> parameters)
{
    /// <param name="logits">[B, labels].</param>
    /// <param name="patient">[B, context].</param>
    /// <param name="columns">[B, labels, columns].</param>
    /// <param name="dropped">Drops activations while training.</param>
    public Tensor Add(Tensor logits, Tensor patient, long[] columns, Func<Tensor, Tensor> dropped)
    {
        var patients = logits.shape[0];
        var rows = parameters[CandidateTensors.Columns].index_select(0, tensor(columns)).reshape(patients, config.Labels, CandidateColumns.Count, config.Width).sum(2);
        var joined = rows.Plus(parameters[CandidateTensors.Drugs]).Plus(Linear(CandidateTensors.Context, patient).unsqueeze(1)).Plus(logits.unsqueeze(-1) * parameters[CandidateTensors.Base]);
        var met = nn.functional.relu(Linear(CandidateTensors.Meet, dropped(nn.functional.relu(joined))));
        return logits.Plus(Linear(CandidateTensors.Answer, met).squeeze(-1));
    }

    private Tensor Linear(string name, Tensor input) => input.matmul(parameters[$"{name}.weight"].t()).Plus(parameters[$"{name}.bias"]);
}
