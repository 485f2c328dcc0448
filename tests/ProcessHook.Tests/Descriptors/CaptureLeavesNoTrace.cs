using Entracte.ProcessHook.Capture;
using Entracte.ProcessHook.Capture.Descriptors;

namespace Entracte.ProcessHook.Tests.Descriptors;

public class CaptureLeavesNoTrace
{
    [Theory]
    [InlineData("files_regular")]
    [InlineData("files_deleted")]
    [InlineData("files_devices")]
    [InlineData("files_directory")]
    [InlineData("files_locks")]
    [InlineData("files_numbers")]
    [InlineData("pipes")]
    [InlineData("epoll_sets")]
    [InlineData("event_counters")]
    [InlineData("listeners")]
    [InlineData("socketpairs")]
    [InlineData("signal_descriptors")]
    [InlineData("watches")]
    [InlineData("memory_memfd")]
    public void A_victim_whose_descriptors_were_captured_does_not_notice(string name)
    {
        using var victim = new StoppedVictim(name);
        using (var inventory = DescriptorCapture.Take([new DescriptorSource(victim.Pid, victim.Pid)], new ImageIds(), new DescriptorPolicy()))
        {
            Assert.Empty(inventory.Obstacles);
            inventory.Drain();
        }
        Assert.Equal("pass", victim.Finish());
    }
}
