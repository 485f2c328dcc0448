using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Ports;

/// <summary>
/// The processes of one machine. Everything here may take its time and therefore returns a task; nothing of it runs on the caller's thread
/// for longer than it takes to hand it over. What cannot be done ends in ObstaclesException, ProcessGoneException or an exception of the
/// kernel's; the process is unharmed then.
/// </summary>
public interface IProcessHost
{
    /// <summary>Begins a cut through the processes of one computation on this machine; nothing is touched yet.</summary>
    /// <param name="image">Where the parts are written; null for cuts that write none.</param>
    ICutSession BeginCut(CutPlan plan, IImageWriter? image);

    /// <summary>Begins to bring an image's processes of this machine back; nothing is created yet.</summary>
    IRestorationSession BeginRestoration(RestorationPlan plan);

    /// <summary>Starts a program in a session of its own, with the mark of its computation in its environment.</summary>
    /// <returns>Its pid.</returns>
    Task<int> LaunchAsync(LaunchRequest request, string computationId);

    /// <summary>Takes away what an agent that died in the middle of a cut has left inside of a computation's processes; mostly there is nothing.</summary>
    Task TidyAsync(int rootHostPid, string computationId);

    /// <summary>Looks at processes. One that has ended, or whose pid belongs to another one by now, is not among the answers; a zombie has ended.</summary>
    Task<IReadOnlyList<ProcessSighting>> LookAsync(IReadOnlyList<int> hostPids);

    /// <summary>What has ended badly, of the programs that were to be watched. Each is found again and again, also by a later agent, until it has been dealt with.</summary>
    /// <param name="dealtWith">Found before, and to be forgotten.</param>
    Task<IReadOnlyList<ProgramEnding>> FindEndingsAsync(IReadOnlyCollection<ProgramEnding> dealtWith);

    /// <summary>Stops all processes of a computation (SIGSTOP), or lets them go on (SIGCONT): the roots, their descendants, and whoever carries its mark.</summary>
    Task HoldAsync(IReadOnlyList<int> rootHostPids, string computationId, bool hold);

    /// <summary>Ends them all.</summary>
    Task EndAsync(IReadOnlyList<int> rootHostPids, string computationId);

    /// <summary>Looks for living processes that carry the mark of a computation, wherever they are; of those that descend from each other the first.</summary>
    Task<IReadOnlyList<ProcessSighting>> FindMarkedAsync(string computationId);
}
