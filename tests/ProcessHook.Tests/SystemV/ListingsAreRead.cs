using Entracte.ProcessHook.Capture.SystemV;

namespace Entracte.ProcessHook.Tests.SystemV;

/// <summary>proc_sysvipc(5), with lines as the kernel writes them.</summary>
public sealed class ListingsAreRead
{
    [Fact]
    public void A_segment_that_is_locked_and_marked_to_be_removed()
    {
        const string Text = """
                   key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap
                     0      32769  3600                 24476   812   813      2  1001  1002  1003  1004 1764093600          0 1764093600                 24576                     0
            """;
        var segment = Assert.Single(SystemVListing.Parse(SystemVKind.Segment, Text));
        Assert.Equal((0, 32769, 24476), (segment.Key, segment.Id, segment.Size));
        Assert.Equal([812, 813], segment.Pids);
        Assert.Equal((1001u, 1002u, 1003u), (segment.OwnerUser, segment.OwnerGroup, segment.CreatorUser));
        Assert.True(segment is { IsRemoved: true, IsLocked: true, Permissions: 0x180 });
    }

    [Fact]
    public void A_set_that_was_used_and_one_with_a_negative_key_that_was_not()
    {
        const string Text = """
                   key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime
            1577058304          3   640          2  1001  1001  1001  1001          0 1764093600
                    -5          4   600       4000  1001  1001  1001  1001 1764093601 1764093600
            """;
        var sets = SystemVListing.Parse(SystemVKind.SemaphoreSet, Text).ToArray();
        Assert.Equal((1577058304, 3, 0x1a0, 2, false), (sets[0].Key, sets[0].Id, sets[0].Permissions, (int)sets[0].Size, sets[0].WasOperated));
        Assert.Equal((-5, 4000, true), (sets[1].Key, (int)sets[1].Size, sets[1].WasOperated));
    }

    [Fact]
    public void A_queue_with_its_messages_bytes_and_last_users()
    {
        const string Text = """
                   key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime
                     0          2   600        5000          2    71    72  1001  1001  1001  1001 1764093600          0 1764093600
            """;
        var queue = Assert.Single(SystemVListing.Parse(SystemVKind.MessageQueue, Text));
        Assert.Equal((2, 5000), ((int)queue.Size, (int)queue.QueuedBytes));
        Assert.Equal([71, 72], queue.Pids);
    }

    [Fact]
    public void A_namespace_without_objects()
        => Assert.Empty(SystemVListing.Parse(SystemVKind.MessageQueue, "       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime\n"));
}
