using Entracte.Api.Agents;
using Entracte.Api.Linux;
using Entracte.Api.Registrations;
using Entracte.Node.Registrations;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.Node.Fencing;

/// <summary>
/// What was fenced when the last agent died, and nobody knows any more, since its root has ended as well or had not been registered yet. Nobody would ever let it go, and it may run
/// anew elsewhere by now.
/// </summary>
internal sealed class FencedLeftovers(RuntimeDirectory runtime, RegistrationFiles files, ILogger<FencedLeftovers> log)
{
    /// <summary>To be called before anything is registered, or launched.</summary>
    public void End()
    {
        // A file that cannot be read now may be one of theirs.
        if (new FenceNotes(runtime).Lease.Read() is not { } note || files.TryReadComputations() is not { } known)
            return;
        foreach (var computation in note.Computations.Where(each => !known.Contains(each.Id)))
        {
            if (MemberSignals.Send([], $"{LaunchMark.Variable}={computation.Id}", Signum.SIGKILL) is > 0 and var count)
                log.LogWarning("{Count} processes of {Computation}, whose root has ended and which may run elsewhere, are ended", count, computation.Id);
        }
    }
}
