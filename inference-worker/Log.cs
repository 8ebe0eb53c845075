using MedRecCloud.Clinical.Scoring;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.InferenceWorker;

/// <summary>Every log line of the worker. Keys are hashes; nothing here is about a person.</summary>
internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Information, "{Graph} runs on {Device} ({Threads} threads inside an operator; 0 on a GPU)")]
    public static partial void GraphOpened(ILogger logger, string graph, OnnxDevice device, int threads);

    [LoggerMessage(6002, LogLevel.Information, "Loaded {Model} ({Kind}, package {PackageHash}), verified and warm, in {ElapsedMs:F0} ms")]
    public static partial void ModelLoaded(ILogger logger, string model, ModelKind kind, string packageHash, double elapsedMs);

    [LoggerMessage(6003, LogLevel.Information, "{Model} packs {PackSize} candidates: {ElapsedMs:F0} ms for one patient")]
    public static partial void PackSizeChosen(ILogger logger, string model, int packSize, double elapsedMs);

    [LoggerMessage(6004, LogLevel.Information, "{Primary} answers now; fallback {Fallback}, shadow {Shadow}")]
    public static partial void ModelsServe(ILogger logger, string primary, string fallback, string shadow);

    [LoggerMessage(6005, LogLevel.Information, "Released {Model}: its last request has ended")]
    public static partial void ModelReleased(ILogger logger, string model);

    [LoggerMessage(6006, LogLevel.Error, "Models are not loaded: {Reason}")]
    public static partial void ModelsNotLoaded(ILogger logger, string reason);

    [LoggerMessage(6010, LogLevel.Debug, "Request {Key}: {Outcome} after {ElapsedMs:F0} ms")]
    public static partial void RequestEnded(ILogger logger, string key, string outcome, double elapsedMs);

    [LoggerMessage(6011, LogLevel.Warning, "{Model} cannot answer ({Reason}); {Fallback} does")]
    public static partial void Degraded(ILogger logger, string model, string reason, string fallback);

    [LoggerMessage(6012, LogLevel.Error, "{Model} failed with {Error} on a batch of {Requests}")]
    public static partial void BatchFailed(ILogger logger, string model, string error, int requests);

    [LoggerMessage(6013, LogLevel.Warning, "The shadow {Model} failed with {Error}")]
    public static partial void ShadowFailed(ILogger logger, string model, string error);

    [LoggerMessage(6020, LogLevel.Information, "Shard {Shard} of cohort {Cohort}: {Outcome}, {Encounters} encounters after {ElapsedMs:F0} ms")]
    public static partial void ShardEnded(ILogger logger, string cohort, int shard, string outcome, int encounters, double elapsedMs);
}
