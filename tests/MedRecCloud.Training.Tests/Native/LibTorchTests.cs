using System.Text;
using MedRecCloud.Training.Native;
using TorchSharp;

namespace MedRecCloud.Training.Tests.Native;

public sealed class LibTorchTests
{
    [SkippableFact]
    public void Torch_loads_on_this_machine_and_computes()
    {
        Skip.IfNot(LibTorch.IsAvailable(out var reason), reason);
        using var scope = torch.NewDisposeScope();
        Assert.Equal(6f, torch.ones(2, 3).sum().item<float>());
    }

    [Fact]
    public void The_output_folder_holds_no_copy_of_libtorch() =>
        Assert.Empty(Directory.EnumerateFiles(AppContext.BaseDirectory, "*torch_cpu*", SearchOption.AllDirectories));

    [SkippableFact]
    public void The_patched_copy_asks_for_no_version_of_gcc_13_and_is_otherwise_as_published()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The patch concerns Linux alone.");
        Skip.IfNot(LibTorch.IsAvailable(out var reason), reason);
        var original = File.ReadAllBytes(LibTorchFiles.Find().TorchSharp);
        var patched = original.ToArray();
        GlibcxxPatch.Apply(patched);
        // The import is gone; the name in the symbol table for debuggers, which nothing loads, stays.
        Assert.Equal(Count(original, "_ZSt21ios_base_library_initv") - 1, Count(patched, "_ZSt21ios_base_library_initv"));
        var changed = Enumerable.Range(0, original.Length).Count(at => original[at] != patched[at]);
        Assert.InRange(changed, 1, 4 + 4 + "_ZSt21ios_base_library_initv".Length);
        Assert.Throws<LibTorchUnavailableException>(() => GlibcxxPatch.Apply(patched));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(5000)]
    public void A_file_that_is_no_library_is_refused_with_advice(int length)
    {
        var error = Assert.Throws<LibTorchUnavailableException>(() => GlibcxxPatch.Apply(new byte[length]));
        Assert.Contains(LibTorchFiles.FolderVariable, error.Message);
    }

    [SkippableFact]
    public void A_truncated_library_is_refused_with_advice()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The patch concerns Linux alone.");
        Skip.IfNot(LibTorch.IsAvailable(out var reason), reason);
        var bytes = File.ReadAllBytes(LibTorchFiles.Find().TorchSharp);
        foreach (var length in (int[])[100, 1000, 70_000, 200_000])
            Assert.Throws<LibTorchUnavailableException>(() => GlibcxxPatch.Apply(bytes[..length]));
    }

    private static int Count(byte[] file, string text)
    {
        var name = Encoding.ASCII.GetBytes(text);
        return Enumerable.Range(0, file.Length - name.Length).Count(at => file[at] == name[0] && file.AsSpan(at, name.Length).SequenceEqual(name));
    }
}
