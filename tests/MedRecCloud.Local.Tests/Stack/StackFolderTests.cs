using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Local.Tests.Stack;

public sealed class StackFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_in_use_is_refused_with_advice()
    {
        using var first = DataFolder.Open(_folder, fresh: false);
        Assert.Contains("--data", Assert.Throws<CommandException>(() => DataFolder.Open(_folder, fresh: false)).Message);
    }

    [Fact]
    public void A_stacks_folder_is_emptied_and_a_strangers_never()
    {
        using (DataFolder.Open(_folder, fresh: false)) File.WriteAllText(Path.Combine(_folder, "old.txt"), "");
        using (DataFolder.Open(_folder, fresh: true)) Assert.False(File.Exists(Path.Combine(_folder, "old.txt")));

        var stranger = Path.Combine(_folder, "stranger");
        Directory.CreateDirectory(stranger);
        File.WriteAllText(Path.Combine(stranger, "thesis.txt"), "");
        Assert.Throws<CommandException>(() => DataFolder.Open(stranger, fresh: true));
        Assert.True(File.Exists(Path.Combine(stranger, "thesis.txt")));
    }

    [Fact]
    public void The_addresses_of_a_running_stack_are_found_in_its_folder()
    {
        Assert.Null(StackAddresses.Read(_folder));
        var addresses = new StackAddresses("Endpoint=sb://localhost:1;UseDevelopmentEmulator=true;", "DefaultEndpointsProtocol=http;", "http://127.0.0.1:2", "account");
        addresses.Write(_folder);
        Assert.Equal(addresses, StackAddresses.Read(_folder));
        Assert.Equal("""{"serviceBus":"Endpoint=sb://localhost:1;UseDevelopmentEmulator=true;","blobStorage":"DefaultEndpointsProtocol=http;","fhir":"http://127.0.0.1:2","fhirAccount":"account"}""", addresses.ToJson());
    }
}
