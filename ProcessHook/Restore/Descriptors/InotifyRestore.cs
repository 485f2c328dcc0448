using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>
/// inotify(7). Watch descriptors are given out in rising order and never twice (fs/notify/inotify, idr_alloc_cyclic), so the numbers in between
/// are used up by watches that are taken away at once. What that leaves in the queue is read away.
/// </summary>
internal static class InotifyRestore
{
    private const uint IN_DELETE_SELF = 0x400;

    public static void Make(HuskDescriptors husk, InotifyRecord inotify)
    {
        const string What = "An inotify instance cannot be made";
        husk.Begin();
        var made = husk.Add(What, SystemCall.inotify_init1, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        husk.Keep(inotify.OpenFileId, SyscallArgument.ResultOf(made), What);
        husk.Send();
        if (!husk.Has(inotify.OpenFileId))
            return;
        var number = husk.NumberOf(inotify.OpenFileId);
        var next = 1;
        foreach (var watch in inotify.Watches)
        {
            for (; next < watch.Watch; next++)
                UseUp(husk, number, next);
            Watch(husk, number, watch);
            next = watch.Watch + 1;
        }
        Empty(husk, number);
        husk.Send();
    }

    private static void UseUp(HuskDescriptors husk, int number, int watch)
    {
        var batch = husk.Begin();
        batch.Add(SystemCall.inotify_add_watch, number, batch.AddString("/"), (int)IN_DELETE_SELF);
        batch.Add(SystemCall.inotify_rm_watch, number, watch);
    }

    private static void Watch(HuskDescriptors husk, int number, InotifyWatchRecord watch)
    {
        var what = $"{watch.Path} cannot be watched again";
        var batch = husk.Begin();
        var added = husk.Add(what, SystemCall.inotify_add_watch, number, batch.AddString(watch.Path), (long)watch.Mask);
        husk.Then(added, result =>
        {
            if (result != watch.Watch)
                husk.Fail($"{what}: it got watch descriptor {result} instead of {watch.Watch}");
        });
    }

    private static void Empty(HuskDescriptors husk, int number)
    {
        const int BufferBytes = 8192;
        husk.Send();
        long count;
        do
        {
            var batch = new SyscallBatch();
            var read = batch.Add(SystemCall.read, number, batch.AddSpace(BufferBytes), BufferBytes);
            count = husk.Member.Server.Run(batch).Raw(read);
        }
        while (count > 0);
    }
}
