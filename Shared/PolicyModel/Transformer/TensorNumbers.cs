using TorchSharp;

using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>
/// Arithmetic of tensors with numbers, and sums of tensors (whose factor 1 is a number, too). TorchSharp's own operators make a
/// <see cref="Scalar"/> of a number, read its handle and call the library; nothing keeps the Scalar alive meanwhile, and a collection at that
/// moment lets its finalizer free what the library reads ("Unknown scalar type", once in some hundred thousand operations of a busy process).
/// Here every Scalar outlives its call.
/// </summary>
internal static class TensorNumbers
{
    private static readonly Scalar One = 1;

    /// <summary>left + right</summary>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    /// <summary>left += right</summary>
    public static Tensor PlusInPlace(this Tensor left, Tensor right) => left.add_(right, One);

    /// <summary>left + right</summary>
    public static Tensor Plus(this Tensor left, double right)
    {
        using Scalar number = right;
        return left.add(number, One);
    }

    /// <summary>left += right</summary>
    public static Tensor PlusInPlace(this Tensor left, double right)
    {
        using Scalar number = right;
        return left.add_(number, One);
    }

    /// <summary>left · right</summary>
    public static Tensor Times(this Tensor left, double right)
    {
        using Scalar number = right;
        return left.mul(number);
    }

    /// <summary>left *= right</summary>
    public static Tensor TimesInPlace(this Tensor left, double right)
    {
        using Scalar number = right;
        return left.mul_(number);
    }

    /// <summary>left / right</summary>
    public static Tensor Over(this Tensor left, double right)
    {
        using Scalar number = right;
        return left.div(number);
    }

    /// <summary>left /= right</summary>
    public static Tensor OverInPlace(this Tensor left, double right)
    {
        using Scalar number = right;
        return left.div_(number);
    }

    /// <summary>left += factor · a · b</summary>
    public static Tensor AddProductInPlace(this Tensor left, Tensor a, Tensor b, double factor)
    {
        using Scalar number = factor;
        return left.addcmul_(a, b, number);
    }

    /// <summary>left += factor · a / b</summary>
    public static Tensor AddQuotientInPlace(this Tensor left, Tensor a, Tensor b, double factor)
    {
        using Scalar number = factor;
        return left.addcdiv_(a, b, number);
    }

    /// <summary>Where the mask is true, left = right.</summary>
    public static Tensor FillInPlace(this Tensor left, Tensor mask, double right)
    {
        using Scalar number = right;
        return left.masked_fill_(mask, number);
    }

    /// <summary>0, 1, … count − 1 as int64.</summary>
    public static Tensor Range(long count, Device device)
    {
        using Scalar start = 0L;
        using Scalar stop = count;
        using Scalar step = 1L;
        return arange(start, stop, step, device: device);
    }
}
