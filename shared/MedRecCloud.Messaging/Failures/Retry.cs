namespace MedRecCloud.Messaging;

/// <summary>Tries an operation again after transient failures, with back-off, each attempt within its own time.</summary>
internal sealed class Retry(int maxRetries, Backoff backoff, TimeSpan attemptTimeout, TimeProvider timeProvider)
{
    public TimeSpan AttemptTimeout => attemptTimeout;

    public Task RunAsync(string subject, Func<CancellationToken, Task> attempt, CancellationToken cancellationToken) =>
        RunAsync(
            subject,
            async token =>
            {
                await attempt(token).ConfigureAwait(false);
                return true;
            },
            static failure => failure.IsTransient,
            cancellationToken);

    public Task<T> RunAsync<T>(string subject, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        RunAsync(subject, attempt, static failure => failure.IsTransient, cancellationToken);

    public async Task<T> RunAsync<T>(string subject, Func<CancellationToken, Task<T>> attempt, Func<ServiceBusException, bool> worthRetrying, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            ServiceBusException failure;
            try
            {
                return await AttemptAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (ServiceBusFailure.Translate(e, subject) is { } translated)
            {
                failure = translated;
            }

            if (retry >= maxRetries || !worthRetrying(failure))
                throw failure;
            await Task.Delay(backoff.Delay(retry), timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> AttemptAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(attemptTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await attempt(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {attemptTimeout}.", e);
        }
    }
}
