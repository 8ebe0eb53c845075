namespace MedRecCloud.Training.Onnx;

/// <summary>An attribute of a node.</summary>
internal sealed record OnnxAttribute
{
    private readonly string _name;
    private readonly object _value;

    public OnnxAttribute(string name, long value) => (_name, _value) = (name, value);

    public OnnxAttribute(string name, float value) => (_name, _value) = (name, value);

    public void Write(ProtoWriter writer)
    {
        writer.Text(1, _name);
        _ = _value is float single ? writer.Single(2, single).Number(20, 1) : writer.Number(3, (long)_value).Number(20, 2);
    }
}
