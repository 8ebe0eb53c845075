using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>
/// One version of the words in which a patient and a candidate drug are put to a model. Serving and training use the same instance, so there is no skew.
/// </summary>
public interface IPromptTemplate
{
    /// <summary>e.g. <c>medrec-2</c> (ours), <c>lamo-1</c> (the paper's own).</summary>
    string Version { get; }

    /// <summary>The candidate's part says how usual the drug is: a model trained with it needs its counts of the training visits.</summary>
    bool TellsUsage { get; }

    /// <summary>Writes the shared part. Deterministic, and independent of the order of the context's lists.</summary>
    /// <param name="maxCharacters">Upper limit of the prefix; the oldest history is cut first.</param>
    Prompt Compose(ClinicalContext context, int maxCharacters);

    /// <summary>The candidate's part. Its pieces are tokenized apart and joined, so no tokenizer may merge across their borders.</summary>
    CandidateSuffix Suffix(string ingredient, CandidateHistory history, CandidateUsage usage);
}
