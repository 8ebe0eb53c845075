using System.Diagnostics;
using System.Diagnostics.Metrics;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// The worker's meter and spans. Names and units follow OpenTelemetry's conventions (https://opentelemetry.io/docs/specs/semconv/general/metrics/);
/// no tag is about a person.
/// </summary>
internal sealed class WorkerMetrics : IDisposable
{
    public static readonly ActivitySource Source = new("MedRecCloud.InferenceWorker");

    private readonly Meter _meter = new("MedRecCloud.InferenceWorker");
    private readonly Histogram<double> _queueAge, _batchDuration, _requestDuration, _packFill;
    private readonly Histogram<long> _tokens, _batchSize;
    private readonly Counter<long> _requests, _cache, _degraded, _unexplained, _shadow;

    public WorkerMetrics()
    {
        _queueAge = _meter.CreateHistogram<double>("medrec.queue.age", "s", "Time from a message's enqueuing to the start of its work");
        _requestDuration = _meter.CreateHistogram<double>("medrec.request.duration", "s", "Time from the start of a request's work to its settlement");
        _batchDuration = _meter.CreateHistogram<double>("medrec.batch.duration", "s", "Time a lane computed one batch");
        _batchSize = _meter.CreateHistogram<long>("medrec.batch.requests", "{request}", "Requests per batch");
        _packFill = _meter.CreateHistogram<double>("medrec.pack.fill", "1", "Share of a pack's tokens that are not padding");
        _tokens = _meter.CreateHistogram<long>("medrec.request.tokens", "{token}", "Tokens of a prompt's shared part and of its candidates");
        _requests = _meter.CreateCounter<long>("medrec.requests", "{request}", "Requests by outcome");
        _cache = _meter.CreateCounter<long>("medrec.prefix_cache.lookups", "{lookup}", "Look-ups of the prefix cache by result");
        _degraded = _meter.CreateCounter<long>("medrec.degraded", "{request}", "Requests that the fallback model answered, by reason");
        _unexplained = _meter.CreateCounter<long>("medrec.explanations.cut_short", "{request}", "Scored requests whose proposals are explained in part or not at all, because memory ran out");
        _shadow = _meter.CreateCounter<long>("medrec.shadow.drugs", "{drug}", "Drugs on whose proposal the shadow model agrees or differs");
    }

    public void Observe(string name, string unit, string description, Func<long> value) => _meter.CreateObservableGauge(name, value, unit, description);

    public void RequestStarted(string queue, TimeSpan age) => _queueAge.Record(age.TotalSeconds, Tag("queue", queue));

    public void RequestEnded(string queue, string outcome, TimeSpan elapsed)
    {
        _requests.Add(1, Tag("queue", queue), Tag("outcome", outcome));
        _requestDuration.Record(elapsed.TotalSeconds, Tag("queue", queue));
    }

    public void BatchScored(ModelVersion model, int requests, TimeSpan elapsed)
    {
        _batchDuration.Record(elapsed.TotalSeconds, Tag("model", model.ToString()));
        _batchSize.Record(requests, Tag("model", model.ToString()));
    }

    public void PromptRead(int prefixTokens, int candidateTokens)
    {
        _tokens.Record(prefixTokens, Tag("part", "prefix"));
        _tokens.Record(candidateTokens, Tag("part", "candidates"));
    }

    public void PackScored(double fill) => _packFill.Record(fill);

    public void CacheAsked(bool hit) => _cache.Add(1, Tag("result", hit ? "hit" : "miss"));

    public void Degraded(string reason) => _degraded.Add(1, Tag("reason", reason));

    public void ExplanationCutShort() => _unexplained.Add(1);

    public void ShadowCompared(string model, int agreed, int differed)
    {
        _shadow.Add(agreed, Tag("model", model), Tag("result", "agreed"));
        _shadow.Add(differed, Tag("model", model), Tag("result", "differed"));
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);
}
