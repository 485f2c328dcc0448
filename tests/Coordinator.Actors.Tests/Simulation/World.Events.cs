using Akka.Actor;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>What happens next, and what goes wrong.</summary>
internal sealed partial class World
{
    private const int TurnsBetweenMisfortunes = 4000;
    private const int TurnsAtMost = 3_000_000;
    private readonly PriorityQueue<Action, (TimeSpan Due, int Order)> later = new();
    private int laterOrder, turns;

    /// <summary>Whether things go wrong by themselves.</summary>
    public bool IsStormy { get; set; }

    /// <summary>Asked before the seed is: what becomes of a step of a host, or null.</summary>
    public Func<SeededHost, Step, Fate?> Script { get; set; } = (_, _) => null;

    public Fate FateOf(SeededHost host, Step step)
    {
        var fate = Script(host, step) ?? (!IsStormy || Random.Next(1000) > 0 ? Fate.Ends : (Fate)Random.Next(1, 4));
        if (fate != Fate.Ends)
            Tell($"{host.Name}: {step} {fate}");
        return fate;
    }

    public bool Loses(string node) => (IsStormy && Random.Next(200) == 0) || Nodes.First(known => known.Name == node) is var there && (there.HasDied || there.PartedUntil > Now);

    /// <summary>In half a minute or more.</summary>
    public void Later(Action action) => later.Enqueue(action, (Now + TimeSpan.FromSeconds(Random.Next(30, 120)), laterOrder++));

    /// <summary>Lets things happen until a condition holds.</summary>
    /// <returns>Whether it came to hold within the time.</returns>
    public bool RunUntil(Func<bool> condition, TimeSpan? atMost = null)
    {
        var end = Now + (atMost ?? TimeSpan.FromMinutes(10));
        while (!condition())
        {
            if (Now > end)
                return false;
            Turn();
        }

        return true;
    }

    /// <summary>Nothing goes wrong any more, and who was parted is together again.</summary>
    public void Calm()
    {
        IsStormy = false;
        Script = (_, _) => null;
        foreach (var node in Nodes)
            node.PartedUntil = TimeSpan.Zero;
    }

    public void KillCoordinator() => Misfortune("the coordinator fails", () => coordinator.Tell(Kill.Instance));

    public void KillAgent(SimulatedNode node) => Misfortune($"the agent of {node.Name} fails", () => node.Agent.Tell(Kill.Instance));

    /// <summary>A member ends by itself; a root never does.</summary>
    public void EndMember(SimulatedNode node)
    {
        if (node.Host.Living.Skip(1).LastOrDefault() is { } member)
            Misfortune($"member {member.Pid} ends", () => member.IsAlive = false);
    }

    public void Part(SimulatedNode node, TimeSpan time) => Misfortune($"{node.Name} cannot be reached for {time.TotalSeconds:0} s", () => node.PartedUntil = Now + time);

    /// <summary>The machine is gone, and all that ran on it.</summary>
    public void EndMachine(SimulatedNode node) => Misfortune($"{node.Name} dies", () =>
    {
        node.HasDied = true;
        foreach (var member in node.Host.Living.ToArray())
            member.IsAlive = false;
        network.Tell(new Network.Cut(node.Name));
        system.Stop(node.Agent);
    });

    private void Turn()
    {
        if (++turns > TurnsAtMost)
            throw new BrokenPromiseException("the story does not end");
        switch (Random.Next(100))
        {
            case < 75 when !Queue.IsEmpty:
                Queue.RunOne();
                break;
            case < 92:
                Crowd.Work();
                break;
            default:
                Pass(TimeSpan.FromMilliseconds(Random.Next(1, Queue.IsEmpty ? 1000 : 5)));
                break;
        }

        if (IsStormy && Random.Next(TurnsBetweenMisfortunes) == 0)
            AnyMisfortune();
    }

    private void Pass(TimeSpan time)
    {
        Now += time;
        scheduler.Advance(time);
        while (later.TryPeek(out var action, out var due) && due.Due <= Now)
        {
            later.Dequeue();
            action();
        }
    }

    private void AnyMisfortune()
    {
        var living = LivingNodes.ToArray();
        var node = living[Random.Next(living.Length)];
        switch (Random.Next(8))
        {
            case 0 or 1:
                KillAgent(node);
                break;
            case 2:
                KillCoordinator();
                break;
            case 3 or 4:
                EndMember(node);
                break;
            case 5 or 6:
                Part(node, TimeSpan.FromSeconds(Random.Next(1, 40)));
                break;
            case 7 when living.Length == Nodes.Count:
                EndMachine(node);
                break;
        }
    }

    private void Misfortune(string what, Action strike)
    {
        Tell(what);
        strike();
    }
}
