namespace Entracte.ProcessHook.Tests.RoundTrip;

/// <summary>What two processes have in common and no restart could give to both is named, and they run on.</summary>
public sealed class SharingIsRefused
{
    [Theory]
    [InlineData("descriptors", "CLONE_FILES")]
    [InlineData("memory", "CLONE_VM")]
    [InlineData("adopted", "is in another session")]
    public void By_the_flag_that_made_it(string shared, string named)
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim("shared_places", shared);
        var refusal = Assert.Throws<ObstaclesException>(() => machinery.Checkpoint(victim.Pid, kill: false));
        Assert.Contains(refusal.Obstacles, obstacle => obstacle.What.Contains(named, StringComparison.Ordinal));
        Assert.Equal("pass", victim.Ask());
    }
}
