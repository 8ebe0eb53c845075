namespace MedRecCloud.InferenceWorker;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public const string Words = """
        MedRecCloud inference worker: scores the requests of the queues inference-requests and cohort-requests and stores FHIR proposals.

        Usage: dotnet MedRecCloud.InferenceWorker.dll [--Section:Setting=value ...]

        Every setting is an environment variable (two underscores for the colon) or an argument. The full list with defaults is in README.md.

          ServiceBus__ConnectionString          or ServiceBus__FullyQualifiedNamespace with an Entra identity
          BlobStorage__ConnectionString         or BlobStorage__ServiceUri with an Entra identity
          Models__Folder                        packages in a folder; unset: the blob container "models"
          Models__Name, Models__Version         which model answers; unset: the best kind, the current or newest version
          Models__FallbackName                  which model answers when the first cannot; "none" for none
          Models__ShadowName, Models__ShadowVersion   a model to compare with
          Onnx__Device                          Auto, Cpu, Cuda or TensorRt
          Onnx__IntraOpThreads                  threads inside an operator (1)
          Scoring__Lanes                        requests side by side (one per core; 1 on a GPU)
          Scoring__LiveDeadline                 answer within, counted from the message's arrival (00:01:00)
          Scoring__MemoryCapMiB                 cap on all memory besides the weights (384)
          Consumer__Live, Consumer__Cohort      messages in work at once (32, 2 shards)
          ASPNETCORE_URLS                       where /healthz and /readyz answer (http://localhost:5000)
        """;
}
