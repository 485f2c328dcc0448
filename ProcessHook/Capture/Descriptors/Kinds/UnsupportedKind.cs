using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>Everything else. The last of the kinds; it names what it finds as well as it can.</summary>
internal sealed class UnsupportedKind : DescriptorKind
{
    private const string SocketPrefix = "socket:";

    private static readonly (string Prefix, string What, string Remedy)[] Known =
    [
        ("anon_inode:[io_uring]", "An io_uring instance cannot be captured.",
            "Run the program without io_uring; most have an option or an environment variable for that (UV_USE_IO_URING=0 in Node.js)."),
        ("anon_inode:[perf_event]", "A performance counter (perf_event_open) cannot be captured.", "End the measurement first."),
        ("anon_inode:[userfaultfd]", "Memory whose page faults the program handles by itself (userfaultfd) cannot be captured.", "Run the program without it."),
        ("anon_inode:bpf", "A BPF object cannot be captured.", "Close it first."),
        ("anon_inode:[fanotify]", "A fanotify group cannot be captured.", "Close it first."),
        ("anon_inode:kvm", "A virtual machine of KVM cannot be captured.", "Let the virtual machine monitor save its own state."),
        ("anon_inode:[landlock", "A Landlock ruleset cannot be captured.", "Close it first."),
        ("/dmabuf:", "A buffer shared with a device (dma-buf, GPU) cannot be captured.", "Run the program without the GPU."),
        ("/secretmem", "Secret memory (memfd_secret) cannot be read from outside, which is its purpose.", "Run the program without it."),
        (SocketPrefix, "This kind of socket cannot be captured.", "Close it before the checkpoint."),
        ("mnt:[", "A reference to a mount namespace cannot be captured.", "Close it first."),
        ("net:[", "A reference to a network namespace cannot be captured.", "Close it first."),
    ];

    public override bool Recognizes(OpenFile file) => true;

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context) => Find(file.Link) is { } known
        ? context.Refuse(file, known.What, known.Remedy)
        : context.Refuse(file, $"{file.Link} is of a kind that cannot be captured.", "Close it before the checkpoint.");

    /// <summary>What can be told of a descriptor without reaching it; null where that is nothing.</summary>
    public static Obstacle? ByItsLink(HeldDescriptor held) => held.Link.StartsWith(SocketPrefix, StringComparison.Ordinal) || Find(held.Link) is not { } known
        ? null
        : new Obstacle(held.Member.Pid, held.Number, known.What, known.Remedy);

    private static (string What, string Remedy)? Find(string link)
    {
        foreach (var (prefix, what, remedy) in Known)
        {
            if (link.StartsWith(prefix, StringComparison.Ordinal))
                return (what, remedy);
        }
        return null;
    }
}
