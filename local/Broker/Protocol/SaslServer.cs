using System.Text;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>The server's side of SASL: ANONYMOUS and MSSBCBS say nothing (claims follow over $cbs), PLAIN carries a key's name and value.</summary>
internal sealed class SaslServer(FrameInput input, FrameOutput output, Func<string, string, bool> isKnownKey)
{
    private static readonly byte[] AmqpHeader = "AMQP\0\u0001\0\0"u8.ToArray();
    private static readonly byte[] SaslHeader = "AMQP\u0003\u0001\0\0"u8.ToArray();

    /// <summary>True when the client proved that it holds a key.</summary>
    public bool IsAuthenticated { get; private set; }

    /// <summary>Ends after both protocol headers went over the wire. Our AMQP header is sent only when the client's has arrived: some clients (rhea) leave
    /// bytes that arrive together with the SASL outcome lying until more arrive, and both sides would wait for ever.</summary>
    /// <returns>False when the client went away or asked for another protocol.</returns>
    public async Task<bool> NegotiateAsync(CancellationToken cancellationToken)
    {
        if (await input.ReadAsync(8, cancellationToken).ConfigureAwait(false) is not { } first) return false;
        if (first.Span.SequenceEqual(SaslHeader))
        {
            output.Write(SaslHeader);
            output.Write(Mechanisms());
            if (await input.ReadFrameAsync(cancellationToken).ConfigureAwait(false) is not { } init) return false;
            var accepted = Authenticate(init.Span);
            output.Write(Outcome(accepted ? (byte)0 : (byte)1));
            if (!accepted || await input.ReadAsync(8, cancellationToken).ConfigureAwait(false) is not { } second) return false;
            first = second;
        }

        output.Write(AmqpHeader);
        return first.Span.SequenceEqual(AmqpHeader);
    }

    private bool Authenticate(ReadOnlySpan<byte> frame)
    {
        if (AmqpScanner.ReadDescriptor(frame, frame[4] * 4, out var value) != 0x41) return false;
        var fields = new FieldReader(frame, value);
        var mechanism = Text(fields.Next());
        var response = Text(fields.Next());
        if (mechanism is "ANONYMOUS" or "MSSBCBS" or "EXTERNAL") return true;
        if (mechanism != "PLAIN" || response.Split('\0') is not [_, var name, var key]) return false;
        return IsAuthenticated = isKnownKey(name, key);
    }

    private static string Text(ReadOnlySpan<byte> field) =>
        field.IsEmpty ? "" : Encoding.UTF8.GetString(field[(field[0] >> 4) is 0xA ? 2.. : 5..]);

    private static byte[] Mechanisms()
    {
        // sasl-mechanisms = list(array of symbols)
        byte[][] names = ["ANONYMOUS"u8.ToArray(), "MSSBCBS"u8.ToArray(), "PLAIN"u8.ToArray(), "EXTERNAL"u8.ToArray()];
        byte[] array = [(byte)names.Length, 0xA3, .. names.SelectMany(name => (byte[])[(byte)name.Length, .. name])];
        byte[] body = [0x00, 0x53, 0x40, 0xC0, (byte)(array.Length + 3), 1, 0xE0, (byte)array.Length, .. array];
        return Frame(body);
    }

    private static byte[] Outcome(byte code) => Frame([0x00, 0x53, 0x44, 0xC0, 3, 1, 0x50, code]);

    private static byte[] Frame(byte[] body)
    {
        var frame = new byte[body.Length + 8];
        FrameOutput.WriteHeader(frame, frame.Length, 1, 0);
        body.CopyTo(frame, 8);
        return frame;
    }
}
