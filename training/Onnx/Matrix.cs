namespace MedRecCloud.Training.Onnx;

/// <summary>The little linear algebra that exporting needs, on row-major arrays.</summary>
internal static class Matrix
{
    /// <summary>[rows, columns] to [columns, rows].</summary>
    public static float[] Transpose(float[] values, int rows, int columns)
    {
        if (values.Length != (long)rows * columns)
            throw new ArgumentException($"{values.Length} values are not a matrix of {rows} by {columns}.", nameof(values));
        var transposed = new float[values.Length];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                transposed[column * rows + row] = values[row * columns + column];
        return transposed;
    }
}
