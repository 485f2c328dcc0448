using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>
/// Registers what an epoll instance watches (epoll(7)). A registration carries the number it was made under. Most are made when the numbers are final; where that
/// number stands for something else by now, the target is put there for a moment before, and the registration outlives that, because the description has another number.
/// </summary>
/// <param name="husk">Whose they are.</param>
/// <param name="suppliedFor">The temporary number of the standard stream that stands for a target from outside; null for all others.</param>
internal sealed class EventPollRestore(HuskDescriptors husk, Func<EventPollTargetRecord, int?> suppliedFor)
{
    private const int EPOLL_CTL_ADD = 1;
    private const int EPOLL_CTL_MOD = 3;
    private const uint EPOLLIN = 1;
    private const uint EPOLLOUT = 4;
    private const uint EPOLLERR = 8;
    private const uint EPOLLHUP = 16;

    /// <summary>EPOLLEXCLUSIVE, EPOLLWAKEUP, EPOLLONESHOT, EPOLLET: all that is left of a one-shot registration which has fired (fs/eventpoll.c, EP_PRIVATE_BITS).</summary>
    private const uint PrivateBits = 0xF0000000;

    /// <summary>Size of <c>struct epoll_event</c>, which is packed on x86-64.</summary>
    private const int EventBytes = 12;

    private readonly Dictionary<int, ulong> numbers = husk.Member.Record.Descriptors.ToDictionary(descriptor => descriptor.Number, descriptor => descriptor.OpenFileId);

    /// <summary>Registers those that have fired, and those whose numbers stand for something else. To be called before the numbers are final.</summary>
    public void Register(EventPollRecord poll)
    {
        foreach (var target in poll.Targets.Where(IsSupplied))
            RegisterSupplied(poll, target);
        // Those that have fired come first: letting them fire again would take edges away from the others.
        foreach (var target in poll.Targets.Where(target => !IsSupplied(target) && HasFired(target)))
            RegisterFired(poll, target);
        foreach (var target in poll.Targets.Where(target => !IsSupplied(target) && !HasFired(target) && !IsInPlace(target)))
        {
            var batch = husk.Begin();
            Add(batch, poll, target, EPOLL_CTL_ADD, target.Events);
            batch.Add(SystemCall.close, target.Number);
        }
    }

    /// <summary>Registers all others. To be called when the numbers are final, but for that of the epoll instance.</summary>
    public void RegisterInPlace(EventPollRecord poll)
    {
        foreach (var target in poll.Targets.Where(target => !HasFired(target) && IsInPlace(target)))
            Control(husk.Begin(), poll, target, EPOLL_CTL_ADD, target.Events);
    }

    /// <summary>Whether its number stands for it in the end; what is supplied from outside does not count.</summary>
    private bool IsInPlace(EventPollTargetRecord target) => numbers.TryGetValue(target.Number, out var held) && held == target.OpenFileId && husk.Has(held);

    /// <summary>A standard stream that led out of the computation: nobody has made it anew.</summary>
    private bool IsSupplied(EventPollTargetRecord target) => !husk.Has(target.OpenFileId);

    private static bool HasFired(EventPollTargetRecord target) => (target.Events & ~PrivateBits) == 0;

    /// <summary>Where the restart has a file as that stream, there is nothing to wait for, and it cannot be registered (epoll_ctl(2), EPERM).</summary>
    private void RegisterSupplied(EventPollRecord poll, EventPollTargetRecord target)
    {
        if (suppliedFor(target) is not { } source)
            return;
        var batch = husk.Begin();
        batch.Add(SystemCall.dup3, source, target.Number, Fcntl.O_CLOEXEC);
        batch.Add(SystemCall.epoll_ctl, husk.NumberOf(poll.OpenFileId), EPOLL_CTL_ADD, target.Number, batch.AddData(EventOf(target, target.Events)));
        batch.Add(SystemCall.close, target.Number);
    }

    /// <summary>
    /// A registration that rests cannot be made; it has to fire once. What is never ready now, such as the reading end of an empty pipe, is
    /// registered for errors and hang-ups only, which epoll_ctl(2) always adds.
    /// </summary>
    private void RegisterFired(EventPollRecord poll, EventPollTargetRecord target)
    {
        husk.Send();
        var batch = husk.Begin();
        Add(batch, poll, target, EPOLL_CTL_ADD, target.Events | EPOLLIN | EPOLLOUT);
        var fired = batch.Add(SystemCall.epoll_wait, husk.NumberOf(poll.OpenFileId), batch.AddSpace(EventBytes), 1, 0);
        batch.Add(SystemCall.close, target.Number);
        husk.Then(fired, count =>
        {
            if (count != 0)
                return;
            var next = husk.Begin();
            Add(next, poll, target, EPOLL_CTL_MOD, target.Events | EPOLLERR | EPOLLHUP);
            next.Add(SystemCall.close, target.Number);
        });
        husk.Send();
    }

    private void Add(SyscallBatch batch, EventPollRecord poll, EventPollTargetRecord target, int operation, uint events)
    {
        husk.Add(() => What(target), SystemCall.dup3, husk.NumberOf(target.OpenFileId), target.Number, Fcntl.O_CLOEXEC);
        Control(batch, poll, target, operation, events);
    }

    private static string What(EventPollTargetRecord target) => $"Descriptor {target.Number} cannot be registered with an epoll instance again";

    private void Control(SyscallBatch batch, EventPollRecord poll, EventPollTargetRecord target, int operation, uint events)
        => husk.Add(() => What(target), SystemCall.epoll_ctl, husk.NumberOf(poll.OpenFileId), operation, target.Number, batch.AddData(EventOf(target, events)));

    private static byte[] EventOf(EventPollTargetRecord target, uint events)
    {
        var entry = new byte[EventBytes];
        BitConverter.TryWriteBytes(entry, events);
        BitConverter.TryWriteBytes(entry.AsSpan(4), target.Data);
        return entry;
    }
}
