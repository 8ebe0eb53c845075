using System.Text.Json.Nodes;
using MedRecCloud.Training.Model;

namespace MedRecCloud.Training.Tests.Model;

public sealed class HuggingFaceConfigTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        using var folder = new TemporaryFolder();
        foreach (var config in DecoderPreset.All.Values.Append(Tiny.Config with { RopeScaling = new RopeScaling(8, 1, 4, 8192), BeginId = 1, EndId = 2, TiedHead = false }))
        {
            HuggingFaceConfig.Write(folder.Path, config);
            Assert.Equal(config, HuggingFaceConfig.Read(folder.Path));
        }
    }

    [Fact]
    public void The_published_config_of_llama_3_1_is_understood_in_its_old_and_its_new_form()
    {
        const string Common = """
            "architectures":["LlamaForCausalLM"],"attention_bias":false,"bos_token_id":128000,"eos_token_id":[128001,128008],"hidden_act":"silu","hidden_size":4096,
            "intermediate_size":14336,"max_position_embeddings":131072,"mlp_bias":false,"model_type":"llama","num_attention_heads":32,"num_hidden_layers":32,
            "num_key_value_heads":8,"rms_norm_eps":1e-05,"tie_word_embeddings":false,"vocab_size":128256
            """;
        const string Rope = "\"factor\":8.0,\"high_freq_factor\":4.0,\"low_freq_factor\":1.0,\"original_max_position_embeddings\":8192,\"rope_type\":\"llama3\"";
        var old = Read($"{{{Common},\"rope_theta\":500000.0,\"rope_scaling\":{{{Rope}}}}}");
        Assert.Equal((128, 8, 500_000.0, 128_000, 128_001), (old.HeadSize, old.KeyValueHeads, old.RopeTheta, old.BeginId, old.EndId));
        Assert.Equal(new RopeScaling(8, 1, 4, 8192), old.RopeScaling);
        Assert.Equal(8_030_261_248, old.Parameters);
        Assert.Equal(old, Read($"{{{Common},\"rope_parameters\":{{\"rope_theta\":500000.0,{Rope}}}}}"));
    }

    [Theory]
    [InlineData("architectures", "[\"Qwen2ForCausalLM\"]", "Qwen2ForCausalLM")]
    [InlineData("attention_bias", "true", "attention_bias")]
    [InlineData("hidden_act", "\"gelu\"", "gelu")]
    [InlineData("rope_scaling", "{\"type\":\"yarn\",\"factor\":2}", "yarn")]
    [InlineData("quantization_config", "{\"bits\":4}", "quantized")]
    [InlineData("num_hidden_layers", "0", "num_hidden_layers")]
    [InlineData("num_key_value_heads", "3", "key/value heads")]
    public void What_is_not_computed_exactly_is_refused_by_name(string property, string value, string named)
    {
        using var folder = new TemporaryFolder();
        HuggingFaceConfig.Write(folder.Path, Tiny.Config);
        var json = JsonNode.Parse(File.ReadAllText(folder["config.json"]))!;
        json[property] = JsonNode.Parse(value);
        Assert.Contains(named, Assert.Throws<CheckpointFormatException>(() => Read(json.ToJsonString())).Message);
    }

    [Fact]
    public void A_config_that_names_no_architecture_is_told_so() =>
        Assert.Contains("no architecture", Assert.Throws<CheckpointFormatException>(() => Read("{}")).Message);

    private static DecoderConfig Read(string json)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["config.json"], json);
        return HuggingFaceConfig.Read(folder.Path);
    }
}
