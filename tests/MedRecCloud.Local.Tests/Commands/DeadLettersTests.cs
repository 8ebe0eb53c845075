using System.Text;
using MedRecCloud.Local.Broker;
using MedRecCloud.Local.Commands;
using MedRecCloud.Local.Tests.Broker;
using MedRecCloud.Messaging;

namespace MedRecCloud.Local.Tests.Commands;

public sealed class DeadLettersTests : IAsyncLifetime
{
    private TestBroker _broker = null!;
    private ServiceBusConnection _connection = null!;

    public async Task InitializeAsync()
    {
        // As in the cloud: infra/settings.bicep gives every queue a window of ten minutes.
        _broker = await TestBroker.StartAsync(options => options.Entities.Queues.Add(new QueueOptions { Name = "guarded", DuplicateDetectionWindow = TimeSpan.FromMinutes(10) }));
        _connection = new ServiceBusConnection(new ServiceBusOptions { ConnectionString = _broker.Broker.ConnectionString });
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_replay_within_the_duplicate_detection_window_arrives()
    {
        await SetAsideAsync("event-1");
        Assert.Equal(1, await DeadLetters.ReplayAsync(_connection, "guarded", [], default));

        var again = Assert.Single(await ReceiveAsync("guarded"));
        Assert.Equal("body of event-1", Encoding.UTF8.GetString(again.Body.Span));
        Assert.Equal("kept", again.ApplicationProperties["mine"]);
        Assert.Null(again.DeadLetterReason);
        Assert.Empty(await DeadLetters.PeekAsync(_connection, ["guarded"], default));
    }

    [Fact]
    public async Task A_message_that_fails_again_can_be_replayed_again()
    {
        await SetAsideAsync("event-2");
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(1, await DeadLetters.ReplayAsync(_connection, "guarded", [], default));
            await using var receiver = _connection.CreateReceiver("guarded");
            var again = Assert.Single(await receiver.ReceiveAsync(10, TimeSpan.FromSeconds(5), default));
            await receiver.DeadLetterAsync(again, "Again", "It failed again.", null, default);
        }
        Assert.Single(await DeadLetters.PeekAsync(_connection, ["guarded"], default));
    }

    [Fact]
    public async Task A_replay_that_was_broken_off_before_its_end_does_not_double_the_message()
    {
        await SetAsideAsync("event-3");
        var (_, dead) = Assert.Single(await DeadLetters.PeekAsync(_connection, ["guarded"], default));
        // The queue has it, and then the tool is killed before it completes the dead letter.
        await using (var sender = _connection.CreateSender("guarded")) await sender.SendAsync(DeadLetters.Copy(dead), default);

        Assert.Equal(1, await DeadLetters.ReplayAsync(_connection, "guarded", [], default));

        Assert.Single(await ReceiveAsync("guarded"));
        Assert.Empty(await DeadLetters.PeekAsync(_connection, ["guarded"], default));
    }

    [Fact]
    public async Task A_message_id_of_the_greatest_length_is_replayed_too()
    {
        await SetAsideAsync(new string('x', 128));
        Assert.Equal(1, await DeadLetters.ReplayAsync(_connection, "guarded", [], default));
        Assert.InRange(Assert.Single(await ReceiveAsync("guarded")).MessageId.Length, 1, 128);
    }

    private async Task SetAsideAsync(string messageId)
    {
        await using var sender = _connection.CreateSender("guarded");
        await sender.SendAsync(new OutgoingMessage(Encoding.UTF8.GetBytes("body of " + messageId)) { MessageId = messageId, ApplicationProperties = new Dictionary<string, object> { ["mine"] = "kept" } }, default);
        await using var receiver = _connection.CreateReceiver("guarded");
        await receiver.DeadLetterAsync(Assert.Single(await receiver.ReceiveAsync(10, TimeSpan.FromSeconds(5), default)), "Broken", "It cannot be read.", null, default);
    }

    private async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(string queue)
    {
        await using var receiver = _connection.CreateReceiver(queue);
        return await receiver.ReceiveAsync(10, TimeSpan.FromSeconds(5), default);
    }
}
