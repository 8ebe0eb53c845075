using TorchSharp;

namespace MedRecCloud.Training.Model;

/// <summary>Numbers that are passed to Torch.</summary>
/// <remarks>
/// TorchSharp 0.107 turns a number in <c>tensor + 1e-5</c> into a Scalar object and passes its native handle without keeping the object alive. A garbage
/// collection at the wrong moment frees the number while Torch reads it: a wrong result, an error that speaks of <c>Scalar.h</c>, or a crash, once in
/// some ten thousand steps. So no number is ever written into a tensor expression here: it is a tensor, or a Scalar that somebody holds until after the call.
/// The plus and minus of two tensors make such a number too (their factor, one), and so do <c>square()</c> (its exponent; write x * x) and <c>arange</c> (its bounds); <see cref="Plus(torch.Tensor, torch.Tensor)"/> and <see cref="Minus"/> take their place.
/// </remarks>
internal static class TorchScalars
{
    public static readonly Scalar Zero = 0;
    public static readonly Scalar One = 1.0f;
    public static readonly Scalar Two = 2.0f;
    public static readonly Scalar MinusOne = -1.0f;

    /// <summary>What hides a masked member before a softmax.</summary>
    public static readonly Scalar Far = 1e4f;

    /// <summary>Keeps a division from zero.</summary>
    public static readonly Scalar Tiny = 1e-8f;

    public static torch.Tensor Plus(this torch.Tensor left, torch.Tensor right) => left.add(right, One);

    public static torch.Tensor Plus(this torch.Tensor left, Scalar right) => left.add(right, One);

    public static torch.Tensor Minus(this torch.Tensor left, torch.Tensor right) => left.add(right, MinusOne);
}
