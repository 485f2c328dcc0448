using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Processes;
using Entracte.ProcessHook.Restore;

namespace Entracte.ProcessHook.Tests.Restore;

public class MachineIsChecked
{
    private static readonly MachineRecord Machine = new()
    {
        Architecture = "x86_64", KernelRelease = "6.18.1", PageSizeBytes = 4096, ExtendedStateFeatures = 0x7, ProcessorFeatures = ["sse2", "avx2", "ibrs"], VdsoChecksum = 7,
    };

    [Fact]
    public void This_machine_fits_itself()
        => Assert.Empty(MachineChecks.Of([new ProcessFileRecord { Process = new ProcessRecord { Pid = 5, Machine = MachineCapture.Here with { VdsoChecksum = MachineCapture.VdsoChecksumHere } } }]));

    [Fact]
    public void The_own_vdso_is_found() => Assert.NotEqual(0u, MachineCapture.VdsoChecksumHere);

    [Fact]
    public void More_features_and_other_mitigations_do_not_matter()
        => Assert.Empty(MachineChecks.Of(5, Machine, Machine with { ProcessorFeatures = ["sse2", "avx2", "avx512f"] }, 0xff, 7));

    [Fact]
    public void Everything_that_does_not_fit_is_said_at_once()
    {
        var now = Machine with { PageSizeBytes = 16384, ProcessorFeatures = ["sse2"], KernelRelease = "6.19.0" };
        var said = string.Join('\n', MachineChecks.Of(5, Machine, now, 0x3, 8));
        Assert.Contains("16384", said, StringComparison.Ordinal);
        Assert.Contains("avx2", said, StringComparison.Ordinal);
        Assert.Contains("0x4", said, StringComparison.Ordinal);
        Assert.Contains("6.18.1", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_architecture_is_all_there_is_to_say()
        => Assert.Single(MachineChecks.Of(5, Machine with { Architecture = "aarch64", PageSizeBytes = 65536 }, Machine, 0x7, 7));
}
