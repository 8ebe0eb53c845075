using MedRecCloud.Training.Native;

namespace MedRecCloud.Training.Tests;

/// <summary>A test that needs Torch: skipped, with the reason, where it cannot be loaded.</summary>
internal sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute()
    {
        if (!LibTorch.IsAvailable(out var reason))
            Skip = reason;
    }
}
