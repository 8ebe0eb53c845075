namespace MedRecCloud.Training.Data.Splits;

/// <summary>Divides one data set's samples into training, validation and test.</summary>
internal interface ISplitRule
{
    /// <summary>How the rule is named in reports, with its seed or dates.</summary>
    string Name { get; }

    /// <summary>Null for a rule without chance.</summary>
    int? Seed { get; }

    /// <summary>One split per sample, in the samples' order; null leaves the sample out of all three.</summary>
    IReadOnlyList<Split?> Divide(IReadOnlyList<Sample> samples);
}
