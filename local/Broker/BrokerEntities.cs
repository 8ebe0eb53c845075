using System.Text.Json;

namespace MedRecCloud.Local.Broker;

/// <summary>The entities that a broker serves.</summary>
public sealed class BrokerEntities
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Queues.</summary>
    public List<QueueOptions> Queues { get; set; } = [];

    /// <summary>Topics.</summary>
    public List<TopicOptions> Topics { get; set; } = [];

    /// <summary>Reads entities from a JSON file: <c>{"queues":[{"name":"orders","lockDuration":"00:01:00"}],"topics":[…]}</c>.</summary>
    /// <exception cref="BrokerConfigurationException">The file is not readable, not JSON, or says what is not known.</exception>
    public static BrokerEntities Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<BrokerEntities>(file, Json) ?? throw new JsonException("The file is empty.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BrokerConfigurationException($"The entities in '{path}' could not be read: {e.Message}", e);
        }
    }
}
