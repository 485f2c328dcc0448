namespace Entracte.ProcessHook.Tests.Descriptors;

public class DescriptorsComeBack
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
    public void A_husk_gets_the_descriptors_that_the_victim_had(string name)
    {
        using var victim = new StoppedVictim(name);
        var (before, after) = RoundTrip.Make(victim.Folder, victim.Kill, victim.Pid);
        Assert.Equal(before, after);
    }
}
