using System.Collections.Concurrent;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>
/// The restart's own standard streams, which every husk has inherited as 0, 1, 2, and which stand in for streams to the outside.
///
/// | the image's descriptor            | gets                                                             |
/// |-----------------------------------|------------------------------------------------------------------|
/// | is 0, 1 or 2, and its leader's too | the current stream of that number                               |
/// | any other number                  | the current stream that its description was first known by       |
/// | a terminal known by none of them  | the terminal among the current streams, opened anew: it had been opened by its name |
/// | else known by none of them        | 0 when it was for reading only, else 1                           |
/// | is a file or a device, and its stream is replaced | the current stream of that number                          |
/// </summary>
/// <param name="options">How.</param>
/// <param name="replaceable">Open files for which a stream that is replaced may stand.</param>
internal sealed class StandardStreams(DescriptorRestoreOptions options, IReadOnlySet<ulong> replaceable)
{
    private const int Count = 3;
    private const int ReadWriteForAll = 0x1B6;

    private readonly ConcurrentDictionary<(int Pid, int Stream), int> saved = [];
    private readonly ConcurrentDictionary<(int Pid, int Stream), bool> terminals = [];

    /// <summary>Duplicates them out of the way. May be called for several husks at once.</summary>
    public void Save(HuskDescriptors husk)
    {
        for (var number = 0; number < Count; number++)
        {
            var stream = number;
            var batch = husk.Begin();
            if (options.StreamFiles.TryGetValue(stream, out var path))
            {
                var flags = stream == 0 ? Fcntl.O_RDONLY : Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_APPEND;
                var what = $"{path} cannot be opened as standard stream {stream}";
                var opened = husk.Add(what, SystemCall.open, batch.AddString(path), flags | Fcntl.O_CLOEXEC | Fcntl.O_NOCTTY, ReadWriteForAll);
                Remember(husk, stream, batch, SyscallArgument.ResultOf(opened));
                batch.Add(SystemCall.close, SyscallArgument.ResultOf(opened));
            }
            else
            {
                Remember(husk, stream, batch, stream);
            }
        }
        husk.Send();
    }

    /// <summary>
    /// Opens what the program had opened itself for both directions and with its own flags, as it does not have to share those with the shell. Where the restart has
    /// no terminal, or one that may not be opened (su(1)), nothing happens.
    /// </summary>
    public void OpenTerminal(HuskDescriptors husk, ExternalStreamRecord file)
    {
        if (file.Kind != ExternalStreamKind.Terminal || file.StandardNumbers.Length > 0)
            return;
        const string ControllingTerminal = "/dev/tty";
        var known = Enumerable.Range(0, Count).Select(stream => (husk.Member.Pid, stream)).FirstOrDefault(terminals.ContainsKey, (-1, -1));
        var path = file.Link == ControllingTerminal || known is (-1, _) ? ControllingTerminal : $"/proc/self/fd/{saved[known]}";
        var batch = husk.Begin();
        var opened = batch.Add(SystemCall.open, batch.AddString(path), (file.StatusFlags & (Fcntl.O_ACCMODE | Fcntl.O_NONBLOCK | Fcntl.O_APPEND)) | Fcntl.O_CLOEXEC | Fcntl.O_NOCTTY);
        husk.ThenRaw(opened, result =>
        {
            if (result < 0)
                return;
            husk.Begin();
            husk.Keep(file.OpenFileId, result, "A terminal cannot be put aside");
        });
    }

    /// <summary>The temporary number in that husk of the stream that shall be this descriptor, or null when it is not to be supplied from outside.</summary>
    public int? For(HuskDescriptors husk, DescriptorRecord descriptor, OpenFileRecord file)
    {
        var stream = file switch
        {
            ExternalStreamRecord when husk.Has(descriptor.OpenFileId) => null,
            ExternalStreamRecord external => Choose(descriptor.Number, external.StandardNumbers, external.StatusFlags),
            _ when options.Replaced.Contains(descriptor.Number) && replaceable.Contains(file.OpenFileId) => descriptor.Number,
            _ => (int?)null,
        };
        if (stream is null)
            return null;
        return saved.TryGetValue((husk.Member.Pid, stream.Value), out var number)
            ? number
            : throw new ObstaclesException("the restart was given up",
                [new Obstacle(husk.Member.Pid, descriptor.Number,
                    $"It was {file.Link}, outside of the computation, and the restart has no standard stream {stream} to put in its place.",
                    "Restart with standard streams open.")]);
    }

    private static int Choose(int number, int[] known, int flags)
        => number < Count && known.Contains(number) ? number
            : known.Length > 0 ? known.Min()
            : (flags & Fcntl.O_ACCMODE) == Fcntl.O_RDONLY ? 0 : 1;

    private void Remember(HuskDescriptors husk, int stream, SyscallBatch batch, SyscallArgument descriptor)
    {
        // Not an error when it fails: a restart may well have closed streams, as long as the image needs none.
        husk.Then(batch.Add(SystemCall.fcntl, descriptor, Fcntl.F_DUPFD_CLOEXEC, husk.TemporaryFrom), result => saved[(husk.Member.Pid, stream)] = (int)result);
        husk.Then(batch.Add(SystemCall.ioctl, descriptor, (long)Ioctl.TCGETS2, batch.AddSpace(Ioctl.TerminalSettingsBytes)), _ => terminals[(husk.Member.Pid, stream)] = true);
    }
}
