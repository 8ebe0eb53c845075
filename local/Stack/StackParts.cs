using MedRecCloud.Local.Azurite;

namespace MedRecCloud.Local.Stack;

/// <summary>The processes of a stack, in the order they are needed.</summary>
internal sealed class StackParts
{
    private readonly StackOptions _options;
    private readonly int _amqpPort, _blobPort, _fhirPort, _cdsPort, _workerPort;

    public StackParts(StackOptions options, Action<IReadOnlyDictionary<string, QueueCount>> counted)
    {
        _options = options;
        (_amqpPort, _blobPort, _fhirPort) = (FreePort.Choose(options.AmqpPort), FreePort.Choose(options.BlobPort), FreePort.Choose(options.FhirPort));
        (_cdsPort, _workerPort) = (FreePort.Choose(options.CdsPort), FreePort.Choose(0));
        Addresses = new StackAddresses(
            $"Endpoint=sb://localhost:{_amqpPort};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;",
            AzuriteProcess.ConnectionStringFor(_blobPort), $"http://127.0.0.1:{_fhirPort}", StackDefaults.FhirAccount, $"http://127.0.0.1:{_cdsPort}/cds-services",
            Path.GetFullPath(options.ModelFolder ?? StackPrograms.Models()), options.FhirServer ?? (options.FhirFolder is { } served ? Path.GetFullPath(served) : null));
        First =
        [
            Hosted("broker", ["--data", Data("broker"), "--port", $"{_amqpPort}"], counted),
            Hosted("fhir", ["--data", Data("fhir"), "--port", $"{_fhirPort}", .. options.FhirFolder is { } folder ? ["--dir", Path.GetFullPath(folder)] : Array.Empty<string>()], null),
            Blobs(),
        ];
        Second = [Hosted("intake", ["--cds-port", $"{_cdsPort}"], null), Worker()];
    }

    public StackAddresses Addresses { get; }

    /// <summary>What the others connect to.</summary>
    public IReadOnlyList<PartSpec> First { get; }

    /// <summary>Started when those are ready, stopped before them.</summary>
    public IReadOnlyList<PartSpec> Second { get; }

    private string Data(string part) => Path.Combine(_options.DataFolder, part);

    private string LogFile(string part) => Path.Combine(_options.DataFolder, "logs", part + ".log");

    // Names the stack a process belongs to, for people who look at process lists.
    private Dictionary<string, string> Common() => new() { ["MEDREC_DATA"] = _options.DataFolder };

    private Dictionary<string, string> Connections() => new(Common())
    {
        ["ServiceBus__ConnectionString"] = Addresses.ServiceBus,
        ["BlobStorage__ConnectionString"] = Addresses.BlobStorage,
    };

    private PartSpec Hosted(string verb, string[] arguments, Action<IReadOnlyDictionary<string, QueueCount>>? counted) => new(
        verb,
        _ => Task.FromResult(StackPrograms.Tool(LogFile(verb), verb == "intake" ? IntakeSettings() : Common(), [verb, .. arguments])),
        text =>
        {
            var line = PartLine.Parse(text);
            if (line?.Counts is { } counts) counted?.Invoke(counts);
            return line?.Ready is not null;
        },
        null,
        error => error);

    private PartSpec Blobs() => new(
        "blob storage",
        cancellationToken => AzuriteProcess.CommandAsync(Data("azurite"), _blobPort, LogFile("azurite"), cancellationToken),
        line => AzuriteProcess.ListeningPort(line) is not null,
        null,
        error => AzuriteProcess.Failure(error, _blobPort));

    private PartSpec Worker() => new(
        "worker",
        _ => Task.FromResult(StackPrograms.InferenceWorker(LogFile("worker"), new Dictionary<string, string>(Connections())
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_workerPort}",
            ["Models__Folder"] = Addresses.Models!,
        })),
        _ => false,
        new Uri($"http://127.0.0.1:{_workerPort}/readyz"),
        error => $"The inference worker did not start: {(error.Length > 0 ? error : "it did not become ready")} (log: {LogFile("worker")}).")
    {
        IsRefusal = words => words.Length > 0 && !words.StartsWith("Models are being loaded", StringComparison.Ordinal),
    };

    private Dictionary<string, string> IntakeSettings() => new(Connections())
    {
        ["CdsHooks__AllowAnonymous"] = "true",
        ["Cohorts__AllowFolders"] = "true",
        ["Cohorts__ScratchFolder"] = Directory.CreateDirectory(Data("scratch")).FullName,
        ["Fhir__Servers__0__Name"] = "default",
        ["Fhir__Servers__0__BaseUrl"] = _options.FhirServer ?? Addresses.Fhir,
        ["Fhir__Servers__0__Accounts__0"] = Addresses.FhirAccount,
    };
}
