using Entracte.ProcessHook.Capture.Descriptors;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Capture;

/// <summary>How the members are ended.</summary>
public sealed partial class Cut
{
    private bool isForced;

    /// <summary>Ends all members instead of letting them run on.</summary>
    /// <exception cref="ObstaclesException">Somebody who could not be suspended cannot be ended either.</exception>
    public void Kill() => Timed("kill", () =>
    {
        if (isForced)
            ForcedEnd.Of(options.Roots, options.Mark);
        else
            KillSuspended();
    });

    private void KillSuspended()
    {
        if (descriptors is not null)
            descriptors.PrepareForKill();
        else
            QuietEnd.Prepare([.. members.Select(member => new DescriptorSource(member.HostPid, member.Pid) { LivingTid = member.LivingTid })]);
        var fronts = Fronts.Of(options.Roots);
        // The roots last: whoever waits for one of them may rely on all others being gone.
        foreach (var member in members.OrderBy(member => options.Roots.Contains(member.HostPid)))
        {
            if (options.ExitStatus != 0 && options.Roots.Contains(member.HostPid))
                member.Process.Exit(options.ExitStatus);
            else
                member.Process.Kill();
        }

        Release();
        fronts.GoOn();
    }

    /// <summary>Who is to be ended need not stand still before: who waits in vfork(2), forks without end, or has a debugger can be killed all the same.</summary>
    private MemberProcess[] SuspendIfPossible()
    {
        try
        {
            return SuspendAll();
        }
        catch (ObstaclesException)
        {
            MemberProcess[] living = [.. search!.Find([]).Select(MemberDescription.OfRunning).OfType<MemberProcess>()];
            if (living.Length == 0)
                throw;
            isForced = true;
            return living;
        }
    }
}
