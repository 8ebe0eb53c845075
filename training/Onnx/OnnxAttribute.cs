namespace MedRecCloud.Training.Onnx;

/// <summary>An attribute of a node.</summary>
internal sealed record OnnxAttribute
{
    private readonly string _name;
    private readonly object _value;

    public OnnxAttribute(string name, long value) => (_name, _value) = (name, value);

    public OnnxAttribute(string name, float value) => (_name, _value) = (name, value);

    public OnnxAttribute(string name, long[] values) => (_name, _value) = (name, values);

    public void Write(ProtoWriter writer)
    {
        writer.Text(1, _name);
        switch (_value)
        {
            case float single:
                writer.Single(2, single).Number(20, 1);
                break;
            case long number:
                writer.Number(3, number).Number(20, 2);
                break;
            case long[] numbers:
                foreach (var number in numbers)
                    writer.Number(8, number);
                writer.Number(20, 7);
                break;
        }
    }
}
