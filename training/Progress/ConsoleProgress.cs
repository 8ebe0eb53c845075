using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Progress;

/// <summary>Tells on standard error how far a long run is: at most once a second, one line that is overwritten on a terminal, plain lines elsewhere.</summary>
internal sealed class ConsoleProgress(TimeProvider clock, TextWriter output, bool terminal) : IProgress<ReadProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _time = clock;
    private readonly bool _isTerminal = terminal;
    private long _last;

    public static ConsoleProgress ToStandardError => new(TimeProvider.System, Console.Error, !Console.IsErrorRedirected);

    public void Report(ReadProgress value)
    {
        if (_last != 0 && _time.GetElapsedTime(_last) < (_isTerminal ? Pause / 10 : Pause * 5) && value.Step == "patients")
            return;
        _last = _time.GetTimestamp();
        Write(value.Step == "patients" ? $"read {value.Done} patients" : $"grouped {value.Step} ({value.Done / 1024} KiB)");
    }

    /// <summary>A counter of encounters under a name.</summary>
    public IProgress<int> Counting(string name, int total) => new Counter(this, name, total);

    public void Write(string line) => output.Write(_isTerminal ? $"\r\u001b[K{line}" : line + Environment.NewLine);

    /// <summary>Ends the overwritten line.</summary>
    public void Done(string line)
    {
        Write(line);
        if (_isTerminal)
            output.WriteLine();
        _last = 0;
    }

    private sealed class Counter(ConsoleProgress owner, string name, int total) : IProgress<int>
    {
        public void Report(int value)
        {
            if (owner._last != 0 && owner._time.GetElapsedTime(owner._last) < (owner._isTerminal ? Pause / 10 : Pause * 5))
                return;
            owner._last = owner._time.GetTimestamp();
            owner.Write($"{name}: {value} of {total} encounters");
        }
    }
}
