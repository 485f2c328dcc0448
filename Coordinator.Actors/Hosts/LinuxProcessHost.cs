using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Stores;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Restore;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.Coordinator.Hosts;

/// <summary>The processes of this machine.</summary>
/// <param name="configuredRuntimeDirectory">Private directory for the husks' socket; empty: the user's.</param>
internal sealed class LinuxProcessHost(string configuredRuntimeDirectory) : IProcessHost, IAsyncDisposable
{
    /// <summary>The environment entry by which members are found again; launch sets it.</summary>
    internal const string MarkName = "ENTRACTE_COMPUTATION";

    private readonly HostThreads threads = new("host");
    private readonly Turns holds = new();
    private readonly Lazy<string> runtimeDirectory = new(() => RuntimeDirectory.Required(configuredRuntimeDirectory));
    private readonly EndingNotes notes = new(new Lazy<string>(() => RuntimeDirectory.Required(configuredRuntimeDirectory)));
    private Lazy<HuskListener>? listener;

    public ICutSession BeginCut(CutPlan plan, IImageWriter? image) => new LinuxCutSession(threads, plan, image);

    public IRestorationSession BeginRestoration(RestorationPlan plan) => new LinuxRestorationSession(threads, Listener, runtimeDirectory, notes, plan);

    public Task<int> LaunchAsync(LaunchRequest request, string computationId)
        => threads.RunAsync(() => Launcher.Launch(request, computationId, runtimeDirectory.Value, request.Policy.CrashRestarts > 0 ? notes : null));

    public Task<IReadOnlyList<ProgramEnding>> FindEndingsAsync(IReadOnlyCollection<ProgramEnding> dealtWith) => threads.RunAsync(() => notes.Find(dealtWith));

    public async Task HoldAsync(IReadOnlyList<int> rootHostPids, string computationId, bool hold)
    {
        // A stop that is still on its way when all are let go would have the last word.
        await holds.EnterAsync().ConfigureAwait(false);
        try
        {
            await threads.RunAsync(() => MemberSignals.Send(rootHostPids, MarkOf(computationId), hold ? Signum.SIGSTOP : Signum.SIGCONT)).ConfigureAwait(false);
        }
        finally
        {
            holds.Leave();
        }
    }

    public Task EndAsync(IReadOnlyList<int> rootHostPids, string computationId)
        => threads.RunAsync(() => MemberSignals.Send(rootHostPids, MarkOf(computationId), Signum.SIGKILL));

    public Task<IReadOnlyList<ProcessSighting>> LookAsync(IReadOnlyList<int> hostPids)
        => threads.RunAsync<IReadOnlyList<ProcessSighting>>(() => [.. hostPids.Select(Look).OfType<ProcessSighting>()]);

    public Task<IReadOnlyList<ProcessSighting>> FindMarkedAsync(string computationId) => threads.RunAsync<IReadOnlyList<ProcessSighting>>(() =>
    {
        var seen = Suspender.MembersOf(MarkOf(computationId)).Select(Look).OfType<ProcessSighting>().ToArray();
        var pids = seen.Select(process => process.HostPid).ToHashSet();
        return [.. seen.Where(process => !pids.Contains(process.ParentPid))];
    });

    public Task TidyAsync(int rootHostPid, string computationId) => threads.RunAsync(() =>
    {
        using var tracers = new TracerThreads();
        new Suspender(tracers).RemoveLeftovers([rootHostPid], MarkOf(computationId));
    });

    internal static string? MarkOf(string computationId) => computationId.Length > 0 ? $"{MarkName}={computationId}" : null;

    public ValueTask DisposeAsync()
    {
        if (listener is { IsValueCreated: true })
            listener.Value.Dispose();
        threads.Dispose();
        return ValueTask.CompletedTask;
    }

    // There is no socket before the first restart, and one for all of them.
    private Lazy<HuskListener> Listener => LazyInitializer.EnsureInitialized(
        ref listener, () => new Lazy<HuskListener>(() => new HuskListener(Path.Combine(runtimeDirectory.Value, "husk.sock"))))!;

    private static ProcessSighting? Look(int hostPid)
    {
        try
        {
            if (LivingThread.Find(hostPid) is not { } living)
                return null;
            var stat = ProcessStat.Of(hostPid);
            var status = ProcessStatus.Of(living);
            var command = File.ReadAllText($"/proc/{living}/cmdline").TrimEnd('\0').Replace('\0', ' ');
            return new ProcessSighting(hostPid, status.OwnPid, stat.ParentHostPid, stat.StartTime, command.Length > 0 ? command : stat.Name, status.Threads, status.ResidentBytes)
            {
                PendingSignals = status.PendingSignals,
                ForeignUser = Syscall.geteuid() is var self && self != 0 && !status.Users.Contains(self) ? status.Users[0] : null,
            };
        }
        catch (Exception gone) when (gone is LinuxException or IOException or UnauthorizedAccessException)
        {
            // It ended between two of the files, or before the first.
            return null;
        }
    }
}
