using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Storage.Tests;

[Collection(nameof(StorageCollection))]
public sealed class CohortFilesTests(StorageFixture storage)
{
    [Fact]
    public async Task Of_many_who_change_a_file_in_the_same_moment_nobodys_change_is_lost()
    {
        var files = new CohortFiles(storage.Service);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => files.UpdateAsync<CohortControlFile>(
            "race/control.json", known => new CohortControlFile(CohortControlFile.Running, (known?.Attempt ?? 0) + 1), default)));
        Assert.Equal(12, (await files.ReadControlAsync("race", default)).Attempt);
    }

    [Fact]
    public async Task What_is_to_stay_is_not_written_and_told()
    {
        var files = new CohortFiles(storage.Service);
        Assert.Null(await files.UpdateAsync<CohortControlFile>("stay/control.json", _ => null, default));
        Assert.Null(await files.ReadAsync("stay/control.json", default));
        await files.WriteAsync("stay/control.json", new CohortControlFile(CohortControlFile.Cancelled, 3), default);
        Assert.Equal(3, (await files.UpdateAsync<CohortControlFile>("stay/control.json", _ => null, default))!.Attempt);
        await files.WriteAsync("stay/control.json", "no JSON"u8.ToArray(), default);
        await Assert.ThrowsAsync<InvalidDataException>(() => files.UpdateAsync<CohortControlFile>("stay/control.json", _ => CohortControlFile.None, default));
    }
}
