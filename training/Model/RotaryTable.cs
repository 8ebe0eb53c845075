namespace MedRecCloud.Training.Model;

/// <summary>Cosines and sines of the rotary positions, [positions, head size / 2]: one table for training and for the exported graph.</summary>
internal sealed record RotaryTable(float[] Cosines, float[] Sines)
{
    public static RotaryTable Of(DecoderConfig config)
    {
        var half = config.HeadSize / 2;
        var frequencies = Enumerable.Range(0, half).Select(i => Scaled(Math.Pow(config.RopeTheta, -2.0 * i / config.HeadSize), config.RopeScaling)).ToArray();
        var (cosines, sines) = (new float[config.MaxPositions * half], new float[config.MaxPositions * half]);
        for (var position = 0; position < config.MaxPositions; position++)
            for (var i = 0; i < half; i++)
                (sines[position * half + i], cosines[position * half + i]) = ((float)Math.Sin(position * frequencies[i]), (float)Math.Cos(position * frequencies[i]));
        return new RotaryTable(cosines, sines);
    }

    // As in transformers' _compute_llama3_parameters: slow waves are stretched, fast ones kept, those between blended.
    private static double Scaled(double frequency, RopeScaling? scaling)
    {
        if (scaling is null)
            return frequency;
        var wavelength = 2 * Math.PI / frequency;
        if (wavelength < scaling.OriginalPositions / scaling.HighFrequencyFactor)
            return frequency;
        if (wavelength > scaling.OriginalPositions / scaling.LowFrequencyFactor)
            return frequency / scaling.Factor;
        var smooth = (scaling.OriginalPositions / wavelength - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
        return (1 - smooth) * frequency / scaling.Factor + smooth * frequency;
    }
}
