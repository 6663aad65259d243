using Guide.PolicyModel.Native;
using TorchSharp;

namespace Guide.UnitTests.PolicyModel;

/// <summary>libtorch loads whichever way the system needs, and a library is patched by one bit only.</summary>
[Collection("the threads of libtorch")]
public sealed class NativeLibraryTests
{
    private static string Library => Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    [Fact]
    public void Libtorch_loads_and_computes_whichever_way_this_system_needs()
    {
        TorchRuntime.Initialize();

        using var product = torch.ones(2, 3).matmul(torch.ones(3, 2));
        Assert.Equal(12, product.sum().item<float>());
        Assert.NotEqual(NativeLibraryRoute.NotLoaded, NativeLibraries.Route);
        Assert.Contains(NativeLibraries.Route == NativeLibraryRoute.PatchedCopy ? "GLIBCXX_3.4.32" : "unchanged", NativeLibraries.Description, StringComparison.Ordinal);
        Assert.Equal(1, torch.get_num_threads());
    }

    [Fact]
    public void Making_a_version_weak_changes_one_bit_of_the_library_and_only_once()
    {
        var original = File.ReadAllBytes(Library);
        var patched = original.ToArray();

        Assert.Equal(1, ElfVersionNeeds.MakeWeak(patched, "GLIBCXX_3.4.32"));
        var changed = original.Zip(patched).Where(p => p.First != p.Second).ToArray();
        Assert.Equal((byte)2, Assert.Single(changed, c => true).Second);
        Assert.Equal(0, ElfVersionNeeds.MakeWeak(patched, "GLIBCXX_3.4.32"));
        Assert.Equal(0, ElfVersionNeeds.MakeWeak(patched, "GLIBCXX_9.9.99"));
    }

    [Fact]
    public void What_is_not_a_whole_elf_library_is_refused()
    {
        var image = File.ReadAllBytes(Library);
        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(image.AsSpan(0, 1000).ToArray(), "GLIBCXX_3.4.32"));
        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(new byte[100], "GLIBCXX_3.4.32"));
    }
}
