using System.Globalization;
using System.Runtime.InteropServices;

using Guide.PolicyModel.Native;

namespace Guide.UnitTests.PolicyModel;

public sealed class FreedMemoryTests
{
    private const int Blocks = 12;
    private const int BlockBytes = 4 << 20;

    [Fact]
    public void What_a_step_frees_the_next_one_gets_without_new_pages()
    {
        TorchRuntime.Initialize();
        Assert.Equal(OperatingSystem.IsLinux(), FreedMemory.Keep());
        Touch();
        Touch();
        var before = PageFaults();
        for (var i = 0; i < 10; i++)
        {
            Touch();
        }

        // 48 MiB ten times are 122,880 pages.
        Assert.True(PageFaults() - before < 12_000, $"{PageFaults() - before} faults");
    }

    private static unsafe void Touch()
    {
        var blocks = new nint[Blocks];
        for (var i = 0; i < Blocks; i++)
        {
            blocks[i] = (nint)NativeMemory.Alloc(BlockBytes);
            new Span<byte>((void*)blocks[i], BlockBytes).Fill(1);
        }

        foreach (var block in blocks)
        {
            NativeMemory.Free((void*)block);
        }
    }

    // Minor faults of this thread: the tenth field, counted behind the name in brackets.
    private static long PageFaults()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
