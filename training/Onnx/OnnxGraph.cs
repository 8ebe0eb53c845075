using System.Runtime.InteropServices;
using MedRecCloud.Models.Tensors;

namespace MedRecCloud.Training.Onnx;

/// <summary>Builds an ONNX model of opset 24 node by node; large weights go straight to the data file, so memory holds one of them at a time.</summary>
/// <param name="name">The graph's name.</param>
/// <param name="data">Where weights go.</param>
/// <param name="precision">Stored and computed precision of all weights: single or half.</param>
internal sealed class OnnxGraph(string name, ExternalData data, OnnxType precision = OnnxType.Float)
{
    private const int IrVersion = 11, Opset = 24;
    // Small constants stay inside: shape inference wants to see them.
    private const int LargestInside = 256;
    private readonly List<byte[]> _nodes = [], _initializers = [], _inputs = [], _outputs = [];
    private readonly Dictionary<string, string> _constants = [];

    public OnnxType Precision => precision;

    /// <param name="tensor">Name of the input.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">A number, or the name of a free dimension.</param>
    public string Input(string tensor, OnnxType type, params object[] shape)
    {
        _inputs.Add(ValueInfo(tensor, type, shape));
        return tensor;
    }

    public void Output(string tensor, OnnxType type, params object[] shape) => _outputs.Add(ValueInfo(tensor, type, shape));

    /// <summary>A trained tensor, rounded to the graph's precision.</summary>
    /// <exception cref="TensorFormatException">A value is not a finite number in that precision.</exception>
    public string Weight(string tensor, ReadOnlySpan<float> values, params long[] shape)
    {
        var limit = precision == OnnxType.Float16 ? 65_504f : float.MaxValue;
        foreach (var value in values)
            if (!(Math.Abs(value) <= limit))
                throw new TensorFormatException($"{tensor} holds {value}, which {precision} cannot hold.");
        return Add(tensor, precision, TensorNumbers.ToBytes(values, precision == OnnxType.Float16 ? TensorType.F16 : TensorType.F32), shape);
    }

    /// <summary>A constant list of numbers; equal lists are stored once.</summary>
    public string Constant(params long[] values)
    {
        var key = string.Join('_', values);
        return _constants.TryGetValue(key, out var known) ? known
            : _constants[key] = Add($"const.{key}", OnnxType.Int64, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);
    }

    /// <summary>A trained tensor that several nodes read: stored by the first of them.</summary>
    public string Once(string tensor, Func<(float[] Values, long[] Shape)> read)
    {
        if (_constants.ContainsKey(tensor))
            return tensor;
        var (values, shape) = read();
        return _constants[tensor] = Weight(tensor, values, shape);
    }

    /// <summary>A constant integer without dimensions.</summary>
    public string Index(long value)
    {
        var key = $"index.{value}";
        return _constants.TryGetValue(key, out var known) ? known : _constants[key] = Add(key, OnnxType.Int64, BitConverter.GetBytes(value), []);
    }

    /// <summary>A constant number without dimensions, in the graph's precision.</summary>
    public string Scalar(float value)
    {
        var key = $"scalar.{value:R}";
        return _constants.TryGetValue(key, out var known) ? known
            : _constants[key] = Add(key, precision, TensorNumbers.ToBytes([value], precision == OnnxType.Float16 ? TensorType.F16 : TensorType.F32), []);
    }

    /// <summary>A tensor that a caller may feed and that otherwise is empty along its free dimension (an adapter of rank 0).</summary>
    public string Overridable(string tensor, object[] declared, params long[] defaultShape)
    {
        _inputs.Add(ValueInfo(tensor, precision, declared));
        return Add(tensor, precision, [], defaultShape);
    }

    /// <summary>Adds a node with one output, named after the node.</summary>
    public string Node(string op, string output, string[] inputs, params OnnxAttribute[] attributes)
    {
        Node(op, [output], inputs, attributes);
        return output;
    }

    public void Node(string op, string[] outputs, string[] inputs, params OnnxAttribute[] attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(3, $"{op}:{outputs[0]}").Text(4, op);
        foreach (var attribute in attributes)
            node.Message(5, attribute.Write);
        _nodes.Add(node.ToArray());
    }

    /// <summary>The serialized ModelProto.</summary>
    public byte[] ToModel() => new ProtoWriter()
        .Number(1, IrVersion)
        .Text(2, "MedRecCloud")
        .Message(7, graph =>
        {
            Each(graph, 1, _nodes);
            graph.Text(2, name);
            Each(graph, 5, _initializers);
            Each(graph, 11, _inputs);
            Each(graph, 12, _outputs);
        })
        .Message(8, opset => opset.Text(1, "").Number(2, Opset))
        .ToArray();

    private string Add(string tensor, OnnxType type, ReadOnlySpan<byte> bytes, params long[] shape)
    {
        var proto = new ProtoWriter();
        foreach (var size in shape)
            proto.Number(1, size);
        proto.Number(2, (int)type).Text(8, tensor);
        if (bytes.Length <= LargestInside)
            proto.Blob(9, bytes);
        else
        {
            var (offset, length) = data.Append(bytes);
            proto.Message(13, entry => entry.Text(1, "location").Text(2, data.Name))
                .Message(13, entry => entry.Text(1, "offset").Text(2, $"{offset}"))
                .Message(13, entry => entry.Text(1, "length").Text(2, $"{length}"))
                .Number(14, 1);
        }
        _initializers.Add(proto.ToArray());
        return tensor;
    }

    private static byte[] ValueInfo(string tensor, OnnxType type, object[] shape) => new ProtoWriter()
        .Text(1, tensor)
        .Message(2, info => info.Message(1, array => array
            .Number(1, (int)type)
            .Message(2, dimensions =>
            {
                foreach (var size in shape)
                    dimensions.Message(1, dimension => _ = size is string free ? dimension.Text(2, free) : dimension.Number(1, Convert.ToInt64(size)));
            })))
        .ToArray();

    private static void Each(ProtoWriter writer, int field, List<byte[]> messages)
    {
        foreach (var message in messages)
            writer.Blob(field, message);
    }
}
