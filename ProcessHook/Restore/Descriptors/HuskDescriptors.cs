using System.Runtime.CompilerServices;
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
    private readonly List<(int Call, Action<long> Then)> continuations = [];
    private readonly List<(int Call, Action<long> Then)> rawContinuations = [];
    private readonly List<(int Call, string What)> explanations = [];
    private readonly List<(int Call, RemoteBuffer Buffer, Action<byte[]> Then)> readings = [];
    private SyscallBatch batch = new();

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
        if (batch.Calls.Count * Unsafe.SizeOf<Contract.Call>() + batch.Data.Length > FullBytes)
            Send();
        return batch;
    }

    /// <summary>Adds a call that must succeed.</summary>
    /// <param name="what">The sentence for the case that it fails.</param>
    /// <param name="number">The system call.</param>
    /// <param name="arguments">Its arguments.</param>
    public int Add(string what, long number, params ReadOnlySpan<SyscallArgument> arguments)
    {
        var call = batch.Add(number, arguments);
        explanations.Add((call, what));
        return call;
    }

    /// <summary>Moves the descriptor that a call of this message returns to a temporary number and remembers it.</summary>
    /// <returns>The call whose result the temporary number is.</returns>
    public int Keep(ulong id, SyscallArgument descriptor, string what)
    {
        var call = Duplicate(id, descriptor, what);
        batch.Add(SystemCall.close, descriptor);
        return call;
    }

    /// <summary>The same, and the descriptor stays where it is as well.</summary>
    public int Duplicate(ulong id, SyscallArgument descriptor, string what)
    {
        var call = Add(what, SystemCall.fcntl, descriptor, Fcntl.F_DUPFD_CLOEXEC, temporaryFrom);
        continuations.Add((call, result => numbers[id] = (int)result));
        return call;
    }

    /// <summary>Calls back with a result when the message has been answered.</summary>
    public void Then(int call, Action<long> continuation) => continuations.Add((call, continuation));

    /// <summary>Calls back with a result also when it is an error.</summary>
    public void ThenRaw(int call, Action<long> continuation) => rawContinuations.Add((call, continuation));

    /// <summary>Calls back with what a call wrote into the message's data, if it succeeded.</summary>
    public void Then(int call, RemoteBuffer buffer, Action<byte[]> continuation) => readings.Add((call, buffer, continuation));

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
    public void Close(long number) => batch.Add(SystemCall.close, number);

    /// <summary>Sends what has been collected. Failures become obstacles, at most one for each object.</summary>
    public void Send()
    {
        if (batch.Calls.Count == 0)
            return;
        var reply = member.Server.Run(batch);
        foreach (var failed in explanations.Where(item => IsError(reply.Raw(item.Call))).GroupBy(item => item.What).Select(group => group.First()))
            AddOnce(new Obstacle(member.Pid, null, $"{failed.What}: {LinuxException.Describe((int)-reply.Raw(failed.Call))}.", Remedy));
        // A continuation may begin the next message.
        var (followUps, reads, raws) = (continuations.ToArray(), readings.ToArray(), rawContinuations.ToArray());
        rawContinuations.Clear();
        batch = new SyscallBatch();
        continuations.Clear();
        readings.Clear();
        explanations.Clear();
        foreach (var (call, then) in raws)
            then(reply.Raw(call));
        foreach (var (call, then) in followUps.Where(item => !IsError(reply.Raw(item.Call))))
            then(reply.Raw(call));
        foreach (var (_, buffer, then) in reads.Where(item => !IsError(reply.Raw(item.Call))))
            then(reply.Bytes(buffer).ToArray());
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
