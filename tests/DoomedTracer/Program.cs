// Says "ready", reads one order from its standard input, and visits a victim until it dies by SIGKILL:
//   PID STEP N                  dies by its own hand when it reaches the step for the N-th time
//   PID lend                    dies when the hook has a descriptor of its
//   PID                         visits again and again, until somebody kills it
//   PID cut                     does all of a checkpoint but the writing, again and again, until somebody kills it
//   PID checkpoint PLACE        takes one checkpoint after the other, until somebody kills it
//   PID checkpoint PLACE POINT  dies by its own hand at this point of the first
using Entracte.DoomedTracer;
using Entracte.ProcessHook.Capture;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

const long SYS_getpid = 39;
const string Lend = "lend";

Console.WriteLine("ready");
var order = Console.ReadLine()!.Split(' ');
var pid = int.Parse(order[0]);
if (order is [_, "cut"])
    CutForEver();
if (order is [_, "checkpoint", var place, ..])
    DoomedCheckpoint.Run(new TracerThreads(), pid, place, order.ElementAtOrDefault(3));
using var tracer = new TracerThread();
var fatal = order.Length > 2 ? Enum.Parse<InjectionStep>(order[1]) : (InjectionStep?)null;
var remaining = order.Length > 2 ? int.Parse(order[2]) : 0;
for (var visit = 0; ; visit++)
{
    HookLeftovers.Remove(tracer, pid);
    var frozen = FrozenProcess.Freeze(tracer, pid, TimeSpan.FromSeconds(30));
    frozen.StepReached = DieAt;
    DieAt(InjectionStep.Frozen);
    var hook = frozen.Inject();
    if (order is [_, Lend])
    {
        using var own = File.OpenHandle(Environment.ProcessPath!);
        hook.SendDescriptors(own);
        Syscall.kill(Environment.ProcessId, Signum.SIGKILL);
    }
    var batch = new SyscallBatch();
    batch.Add(SYS_getpid);
    hook.Run(batch);
    frozen.QueryThreads();
    frozen.Release();
    if (visit == 0)
        Console.WriteLine("visiting");
}

void CutForEver()
{
    using var tracers = new TracerThreads();
    for (var round = 0; ; round++)
    {
        using (var cut = new Cut(tracers, new CutOptions { Roots = [pid] }))
        {
            cut.Suspend();
            cut.TakeInventory();
            cut.Drain();
            cut.Resume();
        }
        if (round == 0)
            Console.WriteLine("visiting");
    }
}

void DieAt(InjectionStep step)
{
    if (step == fatal && --remaining <= 0)
        Syscall.kill(Environment.ProcessId, Signum.SIGKILL);
}
