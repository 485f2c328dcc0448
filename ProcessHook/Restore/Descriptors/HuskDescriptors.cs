using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>
/// A husk's descriptor table while it is being furnished. Everything is made on temporary numbers above those of the image and moved to
/// its place at the end, so that nothing is ever in the way of something else. Calls are collected and sent many at a time.
/// </summary>
internal sealed class HuskDescriptors(RestoredMember member, int temporaryFrom, List<Obstacle> failures)
{
    /// <summary>
    /// A message that has come to this is sent before the next object is begun. The room that is left (<see cref="Contract.MessageBytes"/>) is for one object: its calls, and what
    /// is to be sent through it, at most 32 KiB a piece.
    /// </summary>
    private const int FullBytes = 76 << 10;

    private const string Remedy = "See what has changed there since the checkpoint.";

    private readonly Dictionary<ulong, int> numbers = [];
    private HuskMessage message = new();
    private HuskMessage? posted;

    public RestoredMember Member => member;

    public int TemporaryFrom => temporaryFrom;

    /// <summary>All open files that are there already.</summary>
    public IEnumerable<ulong> Ids => numbers.Keys;

    /// <summary>Whether the open file is there already, on a temporary number.</summary>
    public bool Has(ulong openFileId) => numbers.ContainsKey(openFileId);

    /// <summary>The temporary number of an open file or, by a pipe's id, of the description that holds the pipe open.</summary>
    public int NumberOf(ulong id) => numbers[id];

    /// <summary>Begins the calls for one object: room is made in the message, so that they may refer to each other's results.</summary>
    public SyscallBatch Begin()
    {
        if (message.Batch.LengthBytes > FullBytes)
            Post();
        return message.Batch;
    }

    /// <summary>Adds a call that must succeed.</summary>
    /// <param name="what">The sentence for the case that it fails.</param>
    /// <param name="number">The system call.</param>
    /// <param name="arguments">Its arguments.</param>
    public int Add(string what, long number, params ReadOnlySpan<SyscallArgument> arguments) => Add(() => what, number, arguments);

    /// <summary>The same, with a sentence that is only made when it is wanted.</summary>
    public int Add(Func<string> what, long number, params ReadOnlySpan<SyscallArgument> arguments)
    {
        var call = message.Batch.Add(number, arguments);
        message.Explanations.Add((call, what));
        return call;
    }

    /// <summary>Moves the descriptor that a call of this message returns to a temporary number and remembers it.</summary>
    /// <returns>The call whose result the temporary number is.</returns>
    public int Keep(ulong id, SyscallArgument descriptor, string what) => Keep(id, descriptor, () => what);

    /// <inheritdoc cref="Keep(ulong, SyscallArgument, string)"/>
    public int Keep(ulong id, SyscallArgument descriptor, Func<string> what)
    {
        var call = Duplicate(id, descriptor, what);
        Close(descriptor);
        return call;
    }

    /// <summary>The same, and the descriptor stays where it is as well.</summary>
    public int Duplicate(ulong id, SyscallArgument descriptor, string what) => Duplicate(id, descriptor, () => what);

    /// <summary>Remembers a descriptor that is on a temporary number already.</summary>
    public void Adopt(ulong id, int number) => numbers.Add(id, number);

    /// <summary>Calls back with a result when the message has been answered.</summary>
    public void Then(int call, Action<long> continuation) => message.Continuations.Add((call, continuation));

    /// <summary>Calls back with a result also when it is an error.</summary>
    public void ThenRaw(int call, Action<long> continuation) => message.RawContinuations.Add((call, continuation));

    /// <summary>Calls back with what a call wrote into the message's data, if it succeeded.</summary>
    public void Then(int call, RemoteBuffer buffer, Action<byte[]> continuation) => message.Readings.Add((call, buffer, continuation));

    /// <summary>Reports something that was not as it should be.</summary>
    public void Fail(string what)
    {
        lock (failures)
            failures.Add(new Obstacle(member.Pid, null, what + ".", Remedy));
    }

    /// <summary>A duplicate, in this process, of an open file that the husk has.</summary>
    public SafeFileHandle Fetch(ulong id)
    {
        Send();
        using var pidfd = PidFd.Open(member.Server.HostPid);
        return PidFd.GetDescriptor(pidfd, numbers[id]);
    }

    public void Forget(ulong id)
    {
        Begin();
        Close(numbers[id]);
        numbers.Remove(id);
    }

    /// <summary>Closes a descriptor that has not been kept.</summary>
    public void Close(SyscallArgument number) => message.Batch.Add(SystemCall.close, number);

    /// <summary>Sends what has been collected, and waits until all has been answered. Failures become obstacles, at most one for each object.</summary>
    public void Send()
    {
        // What it calls back may belong to this message.
        Settle();
        Post();
        Settle();
    }

    /// <summary>
    /// Sends what has been collected; the husk is at work while the next message is being made. Whoever is called back hears of it when that one is posted, too, so
    /// that nothing of the next may depend on it. <see cref="Begin"/> does this where a message is full.
    /// </summary>
    public void Post()
    {
        if (message.Batch.Count == 0)
        {
            Settle();
            return;
        }

        var (next, last) = (message, posted);
        message = new HuskMessage();
        next.Running = member.Server.Start(next.Batch);
        posted = next;
        if (last is not null)
            Finish(last);
    }

    private void Settle()
    {
        var last = posted;
        posted = null;
        if (last is not null)
            Finish(last);
    }

    private void Finish(HuskMessage answered)
    {
        var reply = answered.Running!.Await();
        foreach (var failed in answered.Explanations.Where(item => IsError(reply.Raw(item.Call))).Select(item => (item.Call, What: item.What())).DistinctBy(item => item.What))
            AddOnce(new Obstacle(member.Pid, null, $"{failed.What}: {LinuxException.Describe((int)-reply.Raw(failed.Call))}.", Remedy));
        foreach (var (call, then) in answered.RawContinuations)
            then(reply.Raw(call));
        foreach (var (call, then) in answered.Continuations)
        {
            if (!IsError(reply.Raw(call)))
                then(reply.Raw(call));
        }
        foreach (var (call, buffer, then) in answered.Readings)
        {
            if (!IsError(reply.Raw(call)))
                then(reply.Bytes(buffer).ToArray());
        }
    }

    private int Duplicate(ulong id, SyscallArgument descriptor, Func<string> what)
    {
        var call = Add(what, SystemCall.fcntl, descriptor, Fcntl.F_DUPFD_CLOEXEC, temporaryFrom);
        Then(call, result => numbers[id] = (int)result);
        return call;
    }

    private void AddOnce(Obstacle failure)
    {
        lock (failures)
        {
            if (!failures.Contains(failure))
                failures.Add(failure);
        }
    }

    private static bool IsError(long result) => result is >= -4095 and < 0;
}
