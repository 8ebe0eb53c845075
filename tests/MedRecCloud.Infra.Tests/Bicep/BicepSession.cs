using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MedRecCloud.Infra.Tests.Bicep;

/// <summary>One compiler that answers many questions (<c>bicep jsonrpc</c>): its start costs more than most of them.</summary>
public sealed class BicepSession : IDisposable
{
    private readonly Process _process = Process.Start(BicepCompiler.Start(["jsonrpc", "--stdio"], redirectInput: true))!;
    private readonly Lock _oneAtATime = new();
    private int _id;

    /// <summary>What a parameter file would deploy, or why it is refused.</summary>
    internal (string? Snapshot, string? Refusal) Snapshot(string parameterFile)
    {
        var answer = Ask("bicep/getSnapshot", new JsonObject
        {
            ["path"] = parameterFile,
            ["metadata"] = new JsonObject { ["subscriptionId"] = "00000000-0000-0000-0000-000000000001", ["resourceGroup"] = "rg-medrec", ["location"] = "swedencentral" },
        });
        return ((string?)answer["result"]?["snapshot"], answer["error"]?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    /// <summary>The codes of what compiler and linter find.</summary>
    internal IReadOnlyList<string> Findings(string file)
    {
        var answer = Ask(file.EndsWith("param", StringComparison.Ordinal) ? "bicep/compileParams" : "bicep/compile", new JsonObject { ["path"] = file, ["parameterOverrides"] = new JsonObject() });
        return [.. (answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString()))["diagnostics"]!.AsArray().Select(diagnostic => (string)diagnostic!["code"]!)];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000)) _process.Kill();
        _process.Dispose();
    }

    private JsonNode Ask(string method, JsonObject parameters)
    {
        lock (_oneAtATime)
        {
            var request = Encoding.UTF8.GetBytes(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = ++_id, ["method"] = method, ["params"] = new JsonArray(parameters) }.ToJsonString());
            var input = _process.StandardInput.BaseStream;
            input.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {request.Length}\r\n\r\n")));
            input.Write(request);
            input.Flush();
            return JsonNode.Parse(ReadBody())!;
        }
    }

    private byte[] ReadBody()
    {
        var output = _process.StandardOutput.BaseStream;
        var length = 0;
        for (var line = ReadLine(output); line.Length > 0; line = ReadLine(output))
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(line["Content-Length:".Length..], CultureInfo.InvariantCulture);

        var body = new byte[length];
        output.ReadExactly(body);
        return body;
    }

    private static string ReadLine(Stream stream)
    {
        var line = new StringBuilder();
        for (var next = stream.ReadByte(); next != '\n'; next = stream.ReadByte())
            line.Append(next < 0 ? throw new EndOfStreamException("The compiler went away.") : (char)next);
        return line.ToString().TrimEnd('\r');
    }
}
