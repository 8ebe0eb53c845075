using MedRecCloud.Local.Processes;

namespace MedRecCloud.Local.Stack;

/// <summary>Keeps one process of the stack running: starts it, waits until it is ready, and starts it again, with growing delays, when it dies.</summary>
internal sealed class SupervisedPart(PartSpec spec, TimeProvider time, ILogger logger, Action changed)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200), LongestDelay = TimeSpan.FromSeconds(10), Steady = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private const int RefusalsBelieved = 20;
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    // Written by the run loop, read by the display.
    private volatile PartState _state = PartState.Waiting;
    private volatile int _processId;
    private readonly TaskCompletionSource _firstReady = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => spec.Name;

    public PartState State => _state;

    public int Restarts { get; private set; }

    /// <summary>0 while there is none.</summary>
    public int ProcessId => _processId;

    /// <summary>Ends when the part was ready for the first time; fails with a <see cref="CommandException"/> when it cannot be.</summary>
    public Task FirstReady => _firstReady.Task;

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var delay = FirstDelay; !stoppingToken.IsCancellationRequested;)
            {
                var began = time.GetTimestamp();
                await RunOnceAsync(stoppingToken).ConfigureAwait(false);
                if (stoppingToken.IsCancellationRequested) break;
                if (time.GetElapsedTime(began) > Steady) delay = FirstDelay;
                Restarts++;
                Become(PartState.Restarting);
                logger.PartDied(Name, delay);
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(false);
                delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The stack is being stopped.
        }
        catch (CommandException error) { _firstReady.TrySetException(error); }
        finally
        {
            _firstReady.TrySetCanceled(CancellationToken.None);
            Become(PartState.Stopped);
        }
    }

    private async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        Become(PartState.Starting);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var command = await spec.Command(stoppingToken).ConfigureAwait(false);
        await using var process = ChildProcess.Start(command, line => { if (spec.Line(line)) ready.TrySetResult(); });
        _processId = process.Id;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            patience.CancelAfter(StartLimit);
            var polling = spec.ReadyUrl is { } url ? PollAsync(url, ready, patience.Token) : Task.CompletedTask;
            await Task.WhenAny(ready.Task, process.Exited, Task.Delay(Timeout.Infinite, patience.Token)).ConfigureAwait(false);
            if (ready.Task.IsCompletedSuccessfully)
            {
                Become(PartState.Ready);
                _firstReady.TrySetResult();
                await process.Exited.WaitAsync(stoppingToken).ConfigureAwait(false);
            }
            else if (!stoppingToken.IsCancellationRequested && !_firstReady.Task.IsCompleted)
            {
                var reason = ready.Task.IsFaulted ? ready.Task.Exception.GetBaseException().Message : process.LastError;
                throw new CommandException(spec.Failure(reason) is { Length: > 0 } said ? said : $"The {Name} did not start; see {command.LogFile}.");
            }
            await patience.CancelAsync().ConfigureAwait(false);
            await polling.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await process.StopAsync(TimeSpan.FromSeconds(15)).ConfigureAwait(false);
        }
        finally { _processId = 0; }
    }

    private async Task PollAsync(Uri url, TaskCompletionSource ready, CancellationToken cancellationToken)
    {
        var refusals = 0;
        while (!ready.Task.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var response = await Http.GetAsync(url, cancellationToken).ConfigureAwait(false);
                if (response.IsSuccessStatusCode) ready.TrySetResult();
                var words = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                if (!spec.IsRefusal(words)) refusals = 0;
                else if (++refusals > RefusalsBelieved) ready.TrySetException(new CommandException(words));
                await Task.Delay(100, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException) { await Task.Delay(100, CancellationToken.None).ConfigureAwait(false); }
            catch (OperationCanceledException)
            {
                // The process is gone, the stack stops, or one answer took too long: the loop's condition tells.
            }
        }
    }

    private void Become(PartState state)
    {
        _state = state;
        changed();
    }
}
