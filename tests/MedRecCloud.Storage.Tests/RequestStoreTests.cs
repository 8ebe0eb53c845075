using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Storage.Tests;

[Collection(nameof(StorageCollection))]
public sealed class RequestStoreTests(StorageFixture storage)
{
    private readonly RequestStore _store = new(storage.Service);

    [Fact]
    public async Task A_claim_check_comes_back_as_it_was_put()
    {
        var request = Request("whole");

        var claim = await _store.PutAsync(request, default);
        var read = await _store.GetAsync(claim, default);

        Assert.Equal($"whole/{claim.Key}.json", claim.Blob);
        Assert.Equal(JsonSerializer.Serialize(request, ClinicalJson.Options), JsonSerializer.Serialize(read, ClinicalJson.Options));
    }

    [Fact]
    public async Task The_same_content_has_the_same_name_and_the_first_one_stays()
    {
        var first = await _store.PutAsync(Request("same"), default);
        var second = await _store.PutAsync(Request("same") with { AsOf = Some.Patient.Now.AddDays(1) }, default);

        Assert.Equal(first.Key, second.Key);
        Assert.Equal(Some.Patient.Now, (await _store.GetAsync(second, default))!.AsOf);
    }

    [Fact]
    public async Task Latest_moves_forward_only()
    {
        var older = await _store.PutAsync(Request("latest"), default);
        var newer = await _store.PutAsync(Request("latest") with { ContextHash = "hash-2", AsOf = Some.Patient.Now.AddMinutes(1) }, default);

        await _store.MoveLatestAsync(newer, default);
        await _store.MoveLatestAsync(older, default);

        Assert.Equal(newer, await _store.ReadLatestAsync("default", "latest", default));
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        Assert.Null(await _store.ReadLatestAsync("default", "nobody", default));
        Assert.Null(await _store.GetAsync(new ClaimCheck("default", "nobody", "nobody/none.json", "none", "h", Some.Patient.Now), default));
    }

    [Fact]
    public async Task A_damaged_claim_check_is_refused_without_quoting_it()
    {
        var container = storage.Service.GetBlobContainerClient(ContainerNames.Requests);
        await container.GetBlobClient("damaged/x.json").UploadAsync(BinaryData.FromString("{\"server\": \"Mrs Example, MRN 42\", "));

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _store.GetAsync(new ClaimCheck("default", "damaged", "damaged/x.json", "x", "h", Some.Patient.Now), default));

        Assert.DoesNotContain("Example", error.ToString());
    }

    private static InferenceRequest Request(string encounter) =>
        Some.Patient.Aged(61, "female").With("Hypertension").Taking("lisinopril 10 MG Oral Tablet").AllergicTo("Penicillin V").Lab("2160-0", 1.1m, "mg/dL").Request
            with { Encounter = new ResourceKey("Encounter", encounter) };
}
