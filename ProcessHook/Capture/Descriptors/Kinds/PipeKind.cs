using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>
/// Pipes and FIFOs (pipe(7), fifo(7)).
///
/// | members hold            | other end        | held as 0, 1, 2 | what becomes of it                               |
/// |-------------------------|------------------|-----------------|--------------------------------------------------|
/// | both ends               | any              | any             | captured with content                            |
/// | one end of a FIFO       | closed           | any             | captured with content                            |
/// | one end of a FIFO       | held outside     | any             | as the policy says: refused, or hung up          |
/// | one end of a pipe       | closed           | any             | captured with content, the other end stays closed |
/// | one end of a pipe       | held outside     | yes             | external: supplied anew at a restart             |
/// | one end of a pipe       | held outside     | no              | as the policy says: refused, or hung up          |
/// </summary>
internal sealed class PipeKind : DescriptorKind
{
    public override bool Recognizes(OpenFile file) => file.Status.IsPipe;

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        var isNamed = !file.Link.StartsWith("pipe:", StringComparison.Ordinal);
        if (isNamed && !NamedFiles.StillHasItsName(file))
            return context.Refuse(file, $"The FIFO {file.Link} has lost its name while open.", "Make it again under that name, or close it.");
        var ends = context.Files.Where(other => other.Status.IsPipe && other.Status.Identity == file.Status.Identity).ToList();
        var isWhole = ends.Any(end => end.IsReadable) && ends.Any(end => end.IsWritable);
        if (!isWhole && !(isNamed && file.IsReadable ? Pipe.HasNoWriter(file.Handle) : Pipe.IsOtherEndClosed(file.Handle)))
        {
            if (!isNamed && ends.SelectMany(end => end.Holders).Any(held => held.Number <= 2))
                return new ExternalStreamRecord { Kind = ExternalStreamKind.Pipe, Name = file.Link, StandardNumbers = file.StandardNumbers };
            if (context.RefusesExternal(cameIn: false))
                return context.Refuse(
                    file,
                    $"The other end of {file.Link} is held by a process outside of the computation.",
                    "Make that process a member, or choose to have the pipe closed at a restart (--external close).");
            context.Note(file, $"the other end of {file.Link} is outside of the computation and will be closed after a restart");
        }
        return new PipeEndRecord { PipeId = PipeOf(file, ends, isNamed, context).Record.PipeId };
    }

    private static CapturedPipe PipeOf(OpenFile file, List<OpenFile> ends, bool isNamed, CaptureContext context)
    {
        if (context.Pipes.TryGetValue(file.Status.Identity, out var known))
            return known;
        var record = new PipeRecord
        {
            PipeId = context.Ids.Next(file.Leader.Member.Pid),
            Path = isNamed ? file.Link : "",
            CapacityBytes = Fcntl.Call(file.Handle, Fcntl.F_GETPIPE_SZ),
        };
        var pipe = new CapturedPipe(record, ends.Find(end => end.IsReadable), ends.FindAll(end => end.IsWritable));
        context.Pipes.Add(file.Status.Identity, pipe);
        return pipe;
    }
}
