using Entracte.Api.Registrations;
using Entracte.Coordinator;
using Entracte.Coordinator.Ports;

namespace Entracte.Node.Registrations;

/// <summary>Leaves registration files for computations that no launch has left one for, so that an agent that starts later picks all of them up again.</summary>
internal sealed class RegistrationJournal(RegistrationFiles files) : IRunJournal
{
    public Task RecordAsync(ComputationStatus computation) => Task.Run(() =>
    {
        // Gone already: then there is nothing to be found again.
        if (computation.Roots is [var root, ..] && ProcessIdentity.Of(root.HostPid) is { } process)
            files.Record(Describe(computation, root, process));
    });

    private static Registration Describe(ComputationStatus computation, ProcessSummary root, ProcessIdentity process) => new()
    {
        Id = computation.Id,
        Name = computation.Name,
        Pid = process.Pid,
        StartTimeTicks = process.StartTimeTicks,
        BootId = process.BootId,
        Images = computation.ImagesDirectory,
        IntervalSeconds = computation.IntervalSeconds == 0 || computation.Standing.AutomaticInterval ? null : computation.IntervalSeconds,
        AutomaticInterval = computation.Standing.AutomaticInterval ? true : null,
        LeaveSignal = computation.Standing.LeaveSignal == 0 ? null : computation.Standing.LeaveSignal,
        LeaveStatus = computation.Standing.LeaveSignal == 0 ? null : computation.Standing.LeaveStatus,
        Keep = computation.Keep == 0 ? null : computation.Keep,
        Recovery = Recoveries.Of(computation.Policy),
        Copies = computation.Standing.Copies < 2 ? null : new Api.Agents.CopyPolicy(computation.Standing.Copies, computation.Standing.Partners),
        Life = computation.Life,
        Command = [root.Command],
    };
}
