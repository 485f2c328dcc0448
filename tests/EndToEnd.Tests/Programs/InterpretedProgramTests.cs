using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Programs;

public sealed class InterpretedProgramTests(UserSession session) : IClassFixture<UserSession>
{
    private readonly WorkerTrial trial = new(session);

    [NeedsFact("python3")]
    public void Python_goes_on_with_threads_numpy_an_event_loop_and_a_growing_file()
        => trial.Survives("python", InstalledProgram.Get("python3"), InstalledProgram.Source("worker.py"));

    [NeedsFact("node")]
    public void Node_goes_on_with_timers_promises_and_worker_threads()
        => trial.Survives("node", InstalledProgram.Get("node"), InstalledProgram.Source("worker.js"));

    [NeedsFact("perl")]
    public void Perl_goes_on_with_alarms_and_a_growing_file()
        => trial.Survives("perl", InstalledProgram.Get("perl"), InstalledProgram.Source("worker.pl"));
}
