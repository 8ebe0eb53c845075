namespace MedRecCloud.Benchmarks;

/// <summary>Pairs of figures about one part of the product. A pair that cannot be measured here is left out, with a line on standard error that says what is missing.</summary>
internal interface IRatioSuite
{
    /// <summary>What <c>--only</c> names.</summary>
    string Name { get; }

    Task<IReadOnlyList<Ratio>> MeasureAsync(CancellationToken cancellationToken);
}
