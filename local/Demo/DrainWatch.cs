using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Local.Demo;

/// <summary>Waits until a stack has worked through its queues.</summary>
/// <param name="patience">Without any change in the queues for so long, the stack is taken for stuck.</param>
internal sealed class DrainWatch(LocalStack stack, TimeProvider time, TimeSpan patience)
{
    private const int Reports = 3;

    /// <param name="progress">Called with the number of messages still in the queues.</param>
    /// <exception cref="CommandException">Nothing moved for too long.</exception>
    public async Task DrainedAsync(Action<int> progress, CancellationToken cancellationToken)
    {
        var (seen, quiet, last, moved) = (stack.CountsVersion, 0, -1, time.GetTimestamp());
        // A message is sent on before it is settled, so that it always lies in a queue: empty queues, told several times over, mean done.
        while (quiet < Reports)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken).ConfigureAwait(false);
            if (stack.CountsVersion == seen && time.GetElapsedTime(moved) < patience) continue;
            seen = stack.CountsVersion;
            var counts = stack.Counts;
            var waiting = counts.Values.Sum(count => count.Active + count.Scheduled + count.Deferred);
            quiet = waiting == 0 && counts.Count > 0 ? quiet + 1 : 0;
            progress(waiting);
            if (waiting != last) (last, moved) = (waiting, time.GetTimestamp());
            else if (quiet == 0 && time.GetElapsedTime(moved) >= patience)
                throw new CommandException($"{waiting} messages have not moved for {patience.TotalSeconds:0} s; see the logs in {Path.Combine(stack.Options.DataFolder, "logs")}.");
        }
    }
}
