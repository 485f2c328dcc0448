using Entracte.Coordinator.Processes;
using Entracte.ImageFormat.Records;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>The pure machine of a process, exhaustively.</summary>
public sealed class A_process
{
    private static readonly ProcessEvent[] Events =
    [
        new ProcessEvent.Suspended(), new ProcessEvent.DrainBegan(), new ProcessEvent.WriteOrdered(), new ProcessEvent.Written(), new ProcessEvent.Resumed(),
        new ProcessEvent.CompleteOrdered(), new ProcessEvent.Completed(new PartRecord()), new ProcessEvent.Killed(),
        new ProcessEvent.Broke(Failure.Of(FailureKind.StoreFailed, "disk full")), new ProcessEvent.LetGo(),
    ];

    [Fact]
    public void has_an_answer_to_every_event_in_every_state_and_every_refusal_has_a_name()
    {
        foreach (var phase in Enum.GetValues<ProcessPhase>())
        {
            foreach (var part in Enum.GetValues<PartPhase>())
            {
                foreach (var happened in Events)
                {
                    var state = new ProcessState(phase, part);
                    var decision = ProcessMachine.Decide(state, happened);
                    if (decision.Refusal is { } refusal)
                        Assert.True(state == decision.State && decision.Effects.IsEmpty && refusal.All(letter => char.IsAsciiLetterLower(letter) || letter == '-'));
                }
            }
        }
    }

    [Fact]
    public void goes_its_way_and_its_file_goes_on_when_it_runs_again()
    {
        var phases = Events.SkipLast(3).Append(new ProcessEvent.LetGo()).Aggregate(
            new List<ProcessState> { ProcessState.Initial },
            (states, happened) => [.. states, ProcessMachine.Decide(states[^1], happened).State]);

        Assert.Equal(
            [
                new(ProcessPhase.Running, PartPhase.None), new(ProcessPhase.Suspended, PartPhase.None), new(ProcessPhase.Draining, PartPhase.None),
                new(ProcessPhase.Writing, PartPhase.Writing), new(ProcessPhase.Writing, PartPhase.Written), new(ProcessPhase.Resumed, PartPhase.Written),
                new(ProcessPhase.Resumed, PartPhase.Completing), new(ProcessPhase.Resumed, PartPhase.Durable), new ProcessState(ProcessPhase.Running, PartPhase.None),
            ],
            phases);
    }

    [Fact]
    public void is_never_let_run_with_its_bytes_inside_nor_killed_before_they_are_safe()
    {
        foreach (var state in Reachable())
        {
            if (ProcessMachine.Decide(state, new ProcessEvent.Resumed()).Refusal is null)
                Assert.Equal(PartPhase.Written, state.Part);
            if (ProcessMachine.Decide(state, new ProcessEvent.Killed()).Refusal is null)
                Assert.True(state.Part == PartPhase.Durable || state.Phase == ProcessPhase.Suspended);
        }
    }

    private static HashSet<ProcessState> Reachable()
    {
        var found = new HashSet<ProcessState>();
        var open = new Queue<ProcessState>([ProcessState.Initial]);
        while (open.TryDequeue(out var state))
        {
            if (!found.Add(state))
                continue;
            foreach (var happened in Events)
                open.Enqueue(ProcessMachine.Decide(state, happened).State);
        }

        return found;
    }
}
