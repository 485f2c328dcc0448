using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Tests.Mounts;

/// <summary>proc_pid_mountinfo(5), with lines as the kernel writes them: in which file system a path ends.</summary>
public sealed class MountsAreWalked
{
    private const string Text = """
        22 27 0:21 / /proc rw,relatime - proc proc rw
        27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
        28 27 0:30 / /data rw,relatime shared:1 - tmpfs first rw
        29 28 0:31 /sub /data rw,relatime - tmpfs second rw
        30 27 0:32 / /data/hidden rw,relatime - tmpfs hidden rw
        31 29 0:33 / /data/seen rw,relatime - tmpfs seen rw
        32 27 0:34 / /with\040blank rw,relatime - tmpfs blank rw
        33 22 0:35 / /proc rw,nosuid - proc proc rw
        """;

    [Theory]
    [InlineData("/", "254:0", "/")]
    [InlineData("/database/file", "254:0", "/")]
    [InlineData("/data", "0:31", "/data")]
    [InlineData("/data/file", "0:31", "/data")]
    [InlineData("/data/hidden/file", "0:31", "/data")]
    [InlineData("/data/seen/file", "0:33", "/data/seen")]
    [InlineData("/with blank/file", "0:34", "/with blank")]
    public void From_the_root_into_the_first_mount_on_the_way_and_so_on(string path, string device, string place)
    {
        var (found, _, where) = MountTable.Parse(Text).Of(path);
        Assert.Equal((device, place), (found, where));
    }

    [Fact]
    public void What_a_restart_mounts_for_itself_does_not_count()
        => Assert.DoesNotContain(MountTable.Parse(Text).All, mount => mount.Place == "/proc");

    [Fact]
    public void Our_own_files_lie_where_we_see_them()
    {
        var place = MountTable.OfOurselves().Of(AppContext.BaseDirectory).Place;
        Assert.StartsWith(place, AppContext.BaseDirectory, StringComparison.Ordinal);
    }
}
