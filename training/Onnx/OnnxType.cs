namespace MedRecCloud.Training.Onnx;

/// <summary>ONNX element types in use, with their numbers.</summary>
internal enum OnnxType
{
    Float = 1,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
}
