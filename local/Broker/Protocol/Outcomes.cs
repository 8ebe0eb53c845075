using Amqp.Framing;
using Amqp.Types;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>Encoded outcomes. Each is answered with an outcome of its own kind: some clients insist on it.</summary>
internal static class Outcomes
{
    public static readonly Accepted Accepted = new();
    public static readonly byte[] AcceptedBytes = [0x00, 0x53, 0x24, 0x45];
    public static readonly byte[] AcceptedWithEmptyList = [0x00, 0x53, 0x24, 0xC0, 0x01, 0x00];
    public static readonly byte[] RejectedBytes = [0x00, 0x53, 0x25, 0x45];
    public static readonly byte[] ReleasedBytes = [0x00, 0x53, 0x26, 0x45];

    public static byte[] Rejected(string condition, string description) =>
        Performatives.Encode(new Rejected { Error = new Error(new Symbol(condition)) { Description = description } });

    public static byte[] Modified(Modified modified) => Performatives.Encode(modified);
}
