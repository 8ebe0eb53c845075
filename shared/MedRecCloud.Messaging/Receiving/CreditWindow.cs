namespace MedRecCloud.Messaging;

/// <summary>
/// How many messages the broker may still send, so that no more than the target are here at once. Each method returns the credit to issue now;
/// small amounts are saved up, because every issue is a frame.
/// </summary>
internal sealed class CreditWindow
{
    private readonly Lock _lock = new();
    private int _target;
    private int _outstanding;
    private int _held;

    public int Resize(int target)
    {
        lock (_lock)
        {
            _target = target;
            return Issue(least: 1);
        }
    }

    /// <summary>A message has come and is held here until <see cref="Free"/>.</summary>
    public void Arrived()
    {
        lock (_lock)
        {
            _outstanding--;
            _held++;
        }
    }

    /// <summary>So many messages are no longer held.</summary>
    public int Free(int count)
    {
        lock (_lock)
        {
            _held -= count;
            return Issue(least: Math.Max(1, _target / 4));
        }
    }

    /// <summary>Nothing more is issued until <see cref="Resize"/>.</summary>
    /// <returns>The credit the broker has and has not used.</returns>
    public int Drain()
    {
        lock (_lock)
        {
            _target = 0;
            return _outstanding;
        }
    }

    /// <summary>The broker has given its credit back.</summary>
    public void Drained()
    {
        lock (_lock)
        {
            _outstanding = 0;
        }
    }

    private int Issue(int least)
    {
        var missing = _target - _held - _outstanding;
        if (missing < least && (missing <= 0 || _outstanding > 0))
            return 0;
        _outstanding += missing;
        return missing;
    }
}
