using System.Text;

namespace MedRecCloud.Messaging.Tests;

internal static class Some
{
    /// <summary>Long enough for anything that should happen on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static OutgoingMessage Message(string text = "hello", string? sessionId = null) =>
        new(Encoding.UTF8.GetBytes(text)) { SessionId = sessionId };

    public static IReadOnlyList<OutgoingMessage> Messages(int count, string? sessionId = null) =>
        [.. Enumerable.Range(0, count).Select(i => Message("m" + i, sessionId) with { MessageId = "m" + i })];

    public static string Text(this ReceivedMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    /// <summary>Receives one message or fails the test.</summary>
    public static async Task<ReceivedMessage> OneAsync(this ServiceBusReceiver receiver) => Assert.Single(await receiver.ReceiveAsync(1, Patience));

    /// <summary>Receives until so many are here.</summary>
    public static async Task<List<ReceivedMessage>> ReceiveAllAsync(this ServiceBusReceiver receiver, int count)
    {
        var messages = new List<ReceivedMessage>();
        while (messages.Count < count)
        {
            var more = await receiver.ReceiveAsync(count - messages.Count, Patience);
            Assert.True(more.Count > 0, $"Only {messages.Count} of {count} messages came.");
            messages.AddRange(more);
        }

        return messages;
    }

    public static Task<IReadOnlyList<ReceivedMessage>> NoneAsync(this ServiceBusReceiver receiver) => receiver.ReceiveAsync(1, TimeSpan.FromMilliseconds(150));

    /// <summary>Waits until the condition holds or fails the test.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition, TimeSpan? patience = null)
    {
        using var timeout = new CancellationTokenSource(patience ?? Patience);
        while (!await condition())
            await Task.Delay(20, timeout.Token);
    }

    public static async Task<ServiceBusFailureReason> ReasonAsync(Func<Task> action) => (await Assert.ThrowsAsync<ServiceBusException>(action)).Reason;
}
