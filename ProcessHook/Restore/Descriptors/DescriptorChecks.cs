using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>
/// Looks, before anything is created, whether the files, names and ports of an image can be had again. What would make the program go wrong is
/// an obstacle; what may be meant so is a note.
///
/// | file now                        | open for reading     | open for writing         |
/// |---------------------------------|----------------------|--------------------------|
/// | missing, or of another kind     | obstacle             | obstacle                 |
/// | may not be opened so            | obstacle             | obstacle                 |
/// | shorter than at the checkpoint  | obstacle             | obstacle, unless O_APPEND |
/// | changed since, as long or longer | note                | nothing (see FileRewind) |
/// </summary>
public sealed class DescriptorChecks
{
    private const int EADDRINUSE = 98;
    private readonly List<Obstacle> obstacles = [];
    private readonly List<string> notes = [];
    private readonly Lazy<IReadOnlyDictionary<uint, UnixDiagnostics.Entry>> unixSockets = new(UnixDiagnostics.Read);

    private readonly DescriptorRestoreOptions options;

    private DescriptorChecks(DescriptorRestoreOptions options) => this.options = options;

    public IReadOnlyList<Obstacle> Obstacles => obstacles;

    public IReadOnlyList<string> Notes => notes;

    public static DescriptorChecks Of(IReadOnlyCollection<ProcessFileRecord> parts, DescriptorRestoreOptions options)
    {
        var notNeeded = options.FilesNotNeeded(parts);
        var checks = new DescriptorChecks(options);
        foreach (var part in parts)
        {
            var numbers = part.Descriptors.GroupBy(descriptor => descriptor.OpenFileId).ToDictionary(group => group.Key, group => group.First().Number);
            foreach (var file in part.OpenFiles.Where(file => !notNeeded.Contains(file.OpenFileId)))
                checks.Check(part.Process.Pid, numbers.TryGetValue(file.OpenFileId, out var number) ? number : null, file);
            var directory = part.Process.WorkingDirectory;
            if (directory.Length > 0 && !MountTable.IsOfARestart(directory))
                checks.MustBe(FileStatus.OfPath(directory)?.IsDirectory, part.Process.Pid, null, $"The working directory {directory}");
            foreach (var pipe in part.Pipes.Where(pipe => pipe.Path.Length > 0))
                checks.MustBe(FileStatus.OfPath(pipe.Path)?.IsPipe, part.Process.Pid, null, $"The FIFO {pipe.Path}");
            foreach (var unnamed in part.SharedMemories.Where(memory => memory.Kind == SharedMemoryKind.UnlinkedFile))
                checks.MustBe(FileStatus.OfPath(Path.GetDirectoryName(unnamed.Name) ?? "/")?.IsDirectory, part.Process.Pid, null, $"The directory of the unlinked file {unnamed.Name}");
        }
        return checks;
    }

    private void Check(int pid, int? number, OpenFileRecord file)
    {
        switch (file)
        {
            case RegularFileRecord { IsMadeByKernel: false } regular:
                CheckRegular(pid, number, regular);
                break;
            case DirectoryRecord directory when !MountTable.IsOfARestart(directory.Path):
                MustBe(FileStatus.OfPath(directory.Path)?.IsDirectory, pid, number, $"The directory {directory.Path}");
                break;
            case DeviceRecord { Device: not 0 } device:
                MustBe(FileStatus.OfPath(device.Path)?.RepresentedDevice == device.Device, pid, number, $"The device {device.Path}");
                break;
            case InotifyRecord inotify:
                foreach (var watch in inotify.Watches)
                    MustBe(FileStatus.OfPath(watch.Path) is not null, pid, number, $"The watched file {watch.Path}");
                break;
            case UnixSocketRecord { Name.Length: > 0, IsPathGone: false, State: SocketState.Idle or SocketState.Listening } socket:
                if (unixSockets.Value.Values.Any(other => UnixSocketKind.NameIn([0, 0, .. other.Name]).AsSpan().SequenceEqual(socket.Name)))
                    Obstruct(
                        pid,
                        number,
                        $"The socket name {System.Text.Encoding.UTF8.GetString(socket.Name).Replace('\0', '@')} is in use.",
                        "End the program that has it, perhaps the original one.");
                break;
            case InternetSocketRecord { LocalAddress.Length: > 0, HasFailed: false, State: SocketState.Idle or SocketState.Listening } socket:
                CheckPort(pid, number, socket with { LocalAddress = options.AddressOf(socket) });
                break;
        }
    }

    private void CheckRegular(int pid, int? number, RegularFileRecord file)
    {
        var status = FileStatus.OfPath(file.Path);
        MustBe(status?.IsRegular, pid, number, $"The file {file.Path}");
        if (status is not { IsRegular: true } now)
            return;
        var mode = (file.StatusFlags & Fcntl.O_ACCMODE) switch
        {
            Fcntl.O_RDONLY => AccessModes.R_OK,
            Fcntl.O_WRONLY => AccessModes.W_OK,
            _ => AccessModes.R_OK | AccessModes.W_OK,
        };
        if (Syscall.access(file.Path, mode) < 0)
            Obstruct(pid, number, $"{file.Path} may not be opened as it was ({LinuxException.Describe(Marshal.GetLastPInvokeError())}).", "Give the permissions back.");
        var appends = (file.StatusFlags & Fcntl.O_APPEND) != 0 && mode == AccessModes.W_OK;
        if (now.LengthBytes < file.LengthBytes && !appends)
            Obstruct(pid, number, $"{file.Path} has {now.LengthBytes} bytes, at the checkpoint it had {file.LengthBytes}.", "Put back the file as it was.");
        else if (now.ModifiedUnixNanoseconds != file.ModifiedUnixNanoseconds && mode == AccessModes.R_OK)
            notes.Add($"pid {pid}{(number is { } known ? $", descriptor {known}" : "")}: {file.Path} has changed since the checkpoint");
    }

    private void CheckPort(int pid, int? number, InternetSocketRecord socket)
    {
        using var probe = Socket.Create(socket.Family, socket.Type, socket.Protocol);
        foreach (var option in socket.Options.Where(option => !MulticastGroups.IsAbout(option) && option is not { Level: Socket.SOL_SOCKET, Name: Socket.SO_GET_FILTER }))
            Socket.TrySetOption(probe, option.Level, option.Name, option.Value);
        if (Socket.TryBind(probe, socket.LocalAddress) is not (var errno and not 0))
            return;
        var what = $"The {(socket.Protocol == Socket.IPPROTO_TCP ? "TCP" : "UDP")} address {InternetAddress.Text(socket.LocalAddress)} cannot be had";
        if (errno == EADDRINUSE && socket.Protocol == Socket.IPPROTO_TCP && ConnectionListing.IsOnlyWaiting(InternetSocketKind.Port(socket.LocalAddress)))
            Obstruct(pid, number, $"{what}: connections that ended lately block it (TIME_WAIT).", "Try again in a minute.");
        else
            Obstruct(pid, number, $"{what}: {LinuxException.Describe(errno)}.", "End the program that has it, perhaps the original one, or restart where that address exists.");
    }

    private void MustBe(bool? isThere, int pid, int? number, string what)
    {
        if (isThere != true)
            Obstruct(pid, number, $"{what} is missing.", "Put it back where it was.");
    }

    private void Obstruct(int pid, int? number, string what, string remedy) => obstacles.Add(new Obstacle(pid, number, what, remedy));
}
