using System.Diagnostics;
using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Stack;
using Spectre.Console;

namespace MedRecCloud.Local.Commands;

/// <summary>Shows how a stack fares: a live table on a terminal, a line per change elsewhere, nothing for a program that reads JSON.</summary>
internal sealed class StatusBoard : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250), ProgressPace = TimeSpan.FromSeconds(5);
    private readonly bool _quiet;
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, PartState> _told = [];
    private readonly Lock _telling = new();
    private Task _showing = Task.CompletedTask;
    private LocalStack? _stack;
    private volatile string _note = "";
    private long _progressTold;

    private StatusBoard(bool quiet) => _quiet = quiet;

    private static bool IsTerminal => AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    public static StatusBoard Create(bool quiet)
    {
        // A pipe has no width; 80 columns would break the tables.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        return new StatusBoard(quiet);
    }

    /// <summary>Begins to show the stack.</summary>
    public void Watch(LocalStack stack)
    {
        if (_quiet) return;
        _stack = stack;
        if (IsTerminal) _showing = AnsiConsole.Live(Table()).StartAsync(LiveAsync);
        else stack.Changed += Tell;
    }

    /// <summary>One line below the table.</summary>
    public void Say(string text)
    {
        if (_quiet) return;
        _note = text;
        if (!IsTerminal) AnsiConsole.WriteLine(text);
    }

    /// <summary>How work goes on: every step on a terminal, now and then elsewhere.</summary>
    public void SayProgress(string text)
    {
        if (text == _note || (!IsTerminal && Stopwatch.GetElapsedTime(_progressTold) < ProgressPace)) return;
        _progressTold = Stopwatch.GetTimestamp();
        Say(text);
    }

    public void ShowAddresses(LocalStack stack) => Say($"""
        Service Bus   {stack.Addresses.ServiceBus}
        Blob storage  {stack.Addresses.BlobStorage}
        FHIR          {stack.Addresses.Fhir}   (account {stack.Addresses.FhirAccount})
        CDS Hooks     {stack.Addresses.CdsHooks}
        Files         {stack.Options.DataFolder}
        Ready. Ctrl-C stops.
        """);

    /// <summary>Ends the live table, so that other output can follow.</summary>
    public async Task EndAsync()
    {
        if (_stack is not null) _stack.Changed -= Tell;
        await _end.CancelAsync().ConfigureAwait(false);
        await _showing.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task LiveAsync(LiveDisplayContext live)
    {
        while (!_end.IsCancellationRequested)
        {
            live.UpdateTarget(new Rows(Table(), new Text(_note)));
            await Task.Delay(Pace, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private void Tell()
    {
        lock (_telling)
        {
            foreach (var part in _stack!.Parts)
            {
                if (_told.GetValueOrDefault(part.Name, PartState.Waiting) == part.State) continue;
                _told[part.Name] = part.State;
                if (part.State is PartState.Ready or PartState.Restarting) AnsiConsole.WriteLine($"{part.Name}: {part.State.ToString().ToLowerInvariant()}");
            }
        }
    }

    private Table Table()
    {
        var table = new Table().RoundedBorder().AddColumns("part", "state", "restarts", "memory");
        foreach (var part in _stack!.Parts)
        {
            var colour = part.State switch { PartState.Ready => "green", PartState.Restarting => "red", _ => "yellow" };
            table.AddRow(new Text(part.Name), new Markup($"[{colour}]{part.State.ToString().ToLowerInvariant()}[/]"), new Text($"{part.Restarts}"), new Text(ProcessMemory.Words(part.ProcessId)));
        }
        foreach (var (queue, count) in _stack.Counts.OrderBy(count => count.Key, StringComparer.Ordinal))
            table.AddRow(new Text(queue), new Text($"{count.Active + count.Scheduled} waiting"), new Text(""), new Text(count.DeadLetter > 0 ? $"{count.DeadLetter} dead-lettered" : ""));
        return table;
    }
}
