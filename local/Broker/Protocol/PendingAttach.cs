using Amqp.Framing;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>An attach that is not answered yet. A client may grant credit before it is.</summary>
internal sealed class PendingAttach(Attach attach, Action cancel)
{
    private Flow? _flow;

    public Attach Attach { get; } = attach;

    public void Cancel() => cancel();

    public void Keep(Flow flow) => Interlocked.Exchange(ref _flow, flow);

    public Flow? TakeFlow() => Interlocked.Exchange(ref _flow, null);
}
