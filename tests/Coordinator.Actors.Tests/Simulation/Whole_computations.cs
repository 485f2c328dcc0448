using Entracte.Coordinator.Attempts;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>
/// Hundreds of processes on several nodes, checkpointed and restarted by the real actors while everything that can go wrong does. ENTRACTE_SEED=7 tells that
/// story again, ENTRACTE_SEED=1-500 tells many.
/// </summary>
public sealed class Whole_computations(ITestOutputHelper output)
{
    private const int Checkpoints = 4;
    private const int Members = 90;
    private static readonly string[] KindsOfMisfortune = ["agent", "coordinator", "member", "hang", "kernel", "parted", "machine"];

    public static TheoryData<int> Seeds
    {
        get
        {
            var chosen = Environment.GetEnvironmentVariable("ENTRACTE_SEED") is { Length: > 0 } given ? given.Split('-') : ["1", "12"];
            var (first, last) = (int.Parse(chosen[0]), int.Parse(chosen[^1]));
            return [.. Enumerable.Range(first, last - first + 1)];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void lose_nothing_whatever_happens(int seed)
    {
        using var world = new World(seed, nodes: 4, members: 300);
        Told(world, seed, () =>
        {
            world.IsStormy = true;
            for (var number = 0; number < Checkpoints; number++)
                Checkpoint(world, kill: false, mustSucceed: false);
            EverybodyRuns(world);
            if (IsRefusedForGood(world))
                return;

            Assert.True(Checkpoint(world, kill: true, mustSucceed: true));
            Assert.Empty(world.Crowd.Living);
            Restart(world);
            EverybodyRuns(world);
            Assert.True(Checkpoint(world, kill: false, mustSucceed: true));
            EverybodyRuns(world);
        });
    }

    [Fact]
    public void are_told_the_same_by_the_same_seed()
    {
        Assert.Equal(Story(), Story());

        static IReadOnlyList<string> Story()
        {
            using var world = new World(seed: 3, nodes: 3, members: 60);
            world.IsStormy = true;
            Checkpoint(world, kill: false, mustSucceed: false);
            return [.. world.Story];
        }
    }

    public static IEnumerable<object[]> Misfortunes =>
        from step in Route.Checkpoint.Steps.Except([Step.Commit]) from misfortune in KindsOfMisfortune select (object[])[step, misfortune];

    [Theory]
    [MemberData(nameof(Misfortunes))]
    public void run_on_whatever_happens_in_a_step(Step step, string misfortune)
    {
        using var world = new World(seed: (int)step, nodes: 3, members: Members);
        Told(world, (int)step, () =>
        {
            var hasHappened = StrikeOnce(world, world.Nodes[1], step, misfortune);
            Checkpoint(world, kill: false, mustSucceed: false);
            Assert.True(hasHappened());
            EverybodyRuns(world);
            if (IsRefusedForGood(world))
                return;
            Assert.True(Checkpoint(world, kill: false, mustSucceed: true));
            EverybodyRuns(world);
        });
    }

    public static IEnumerable<object[]> MisfortunesOfKills => Of(Route.CheckpointAndKill.Steps.Except([Step.Commit]), "agent", "coordinator", "hang", "kernel", "parted", "wire");

    [Theory]
    [MemberData(nameof(MisfortunesOfKills))]
    public void end_with_an_image_or_run_on_whatever_happens_in_a_step_and_who_is_left_is_told(Step step, string misfortune) => EndOrRunOn(step, misfortune, copies: 1);

    [Theory]
    [MemberData(nameof(MisfortunesOfKills))]
    public void end_with_all_copies_of_their_image_or_run_on_whatever_happens_in_a_step(Step step, string misfortune) => EndOrRunOn(step, misfortune, copies: 2);

    private void EndOrRunOn(Step step, string misfortune, int copies)
    {
        using var world = new World(seed: (int)step, nodes: 3, members: Members, copies);
        Told(world, (int)step, () =>
        {
            var hasHappened = StrikeOnce(world, world.Nodes[1], step, misfortune);
            var answer = Answered(world, world.Ask(world.Nodes[0], new CheckpointRequest { Target = World.ComputationName, Kill = true, RequestId = "struck", Node = "node-1" }, "struck"));
            world.Tell($"the answer is {answer.Given}");
            Assert.True(hasHappened());
            EverybodyRuns(world);
            if (world.Crowd.Living.Count() is not (0 or Members))
            {
                // The image is there, and one node could not end its own.
                Assert.NotEmpty(Assert.IsType<CheckpointResult>(answer.Given).Warnings);
                Assert.IsType<KillResult>(Answered(world, world.AskOnce(world.Nodes[0], new KillRequest { Target = World.ComputationName })).Given);
                Assert.Empty(world.Crowd.Living);
            }

            if (world.Crowd.Living.Any())
                Assert.True(Checkpoint(world, kill: true, mustSucceed: true));
            Restart(world);
            EverybodyRuns(world);
            Assert.Equal(Members, world.Crowd.Living.Count());
        });
    }

    public static IEnumerable<object[]> MisfortunesOfRestarts => Of(Route.Restart.Steps, "agent", "coordinator", "hang", "kernel", "parted", "wire");

    [Theory]
    [MemberData(nameof(MisfortunesOfRestarts))]
    public void come_back_once_and_as_a_whole_whatever_happens_in_a_step(Step step, string misfortune)
    {
        using var world = new World(seed: (int)step, nodes: 3, members: Members);
        Told(world, (int)step, () =>
        {
            Assert.True(Checkpoint(world, kill: true, mustSucceed: true));
            var hasHappened = StrikeOnce(world, world.Nodes[0], step, misfortune);
            var answer = Answered(world, world.Ask(world.Nodes[0], new RestartRequest
            {
                Target = World.ComputationName, RequestId = "struck", Node = world.Nodes[0].Name, Detached = true, Together = true,
            }, "struck"));
            world.Tell($"the answer is {answer.Given}");
            Assert.True(hasHappened());
            EverybodyRuns(world);
            if (!world.Crowd.Living.Any())
                Restart(world);
            EverybodyRuns(world);
            Assert.Equal(Members, world.Crowd.Living.Count());
            Assert.True(Checkpoint(world, kill: false, mustSucceed: true));
            EverybodyRuns(world);
        });
    }

    private static IEnumerable<object[]> Of(IEnumerable<Step> steps, params string[] misfortunes) => from step in steps from misfortune in misfortunes select (object[])[step, misfortune];

    /// <returns>Whether it has happened.</returns>
    private static Func<bool> StrikeOnce(World world, SimulatedNode struck, Step step, string misfortune)
    {
        var hasHappened = false;
        world.Script = (host, taken) =>
        {
            if (hasHappened || taken != step || host != struck.Host)
                return null;
            hasHappened = true;
            return Strike(world, struck, misfortune);
        };
        return () => hasHappened;
    }

    private static Fate? Strike(World world, SimulatedNode node, string misfortune)
    {
        switch (misfortune)
        {
            case "agent":
                world.KillAgent(node);
                return null;
            case "coordinator":
                world.KillCoordinator();
                return null;
            case "member":
                world.EndMember(node);
                return null;
            case "parted":
                world.Part(node, TimeSpan.FromSeconds(20));
                return null;
            case "machine":
                world.EndMachine(node);
                return null;
            default:
                return misfortune switch { "hang" => Fate.Hangs, "wire" => Fate.Breaks, _ => Fate.IsStuck };
        }
    }

    /// <returns>Whether it was answered with a result; a request that must succeed is made again where something of before stood in its way.</returns>
    private static bool Checkpoint(World world, bool kill, bool mustSucceed)
    {
        for (var attempt = 0; attempt < (mustSucceed ? 10 : 1); attempt++)
        {
            var nodes = world.LivingNodes.ToArray();
            var node = nodes[world.Queue.Random.Next(nodes.Length)];
            world.Tell($"a checkpoint is asked of {node.Name}");
            var id = $"request-{world.Story.Count}";
            var answer = Answered(world, world.Ask(node, new CheckpointRequest { Target = World.ComputationName, Kill = kill, RequestId = id, Node = node.Name }, id));
            world.Tell($"the answer is {answer.Given}");
            if (answer.Given is CheckpointResult result && result.Killed == kill)
                return true;
        }

        return false;
    }

    /// <summary>When a machine has died with a part of the computation, nobody makes an image of the rest, and whoever asks for one is told why.</summary>
    private static bool IsRefusedForGood(World world)
    {
        if (world.Nodes.FirstOrDefault(node => node.HasDied) is not { } lost)
            return false;
        var refusal = "";
        for (var attempt = 0; attempt < 10 && !refusal.Contains($"has processes on {lost.Name}", StringComparison.Ordinal); attempt++)
        {
            var id = $"refused-{attempt}";
            var answer = Answered(world, world.Ask(world.LivingNodes.First(), new CheckpointRequest { Target = World.ComputationName, RequestId = id }, id));
            Assert.IsNotType<CheckpointResult>(answer.Given);
            refusal = (answer.Given as Failure)?.Reason ?? "";
        }

        Assert.Contains($"has processes on {lost.Name}", refusal);
        EverybodyRuns(world);
        return true;
    }

    /// <summary>Whatever is lost meanwhile: nobody waits for ever.</summary>
    private static Answer Answered(World world, Answer answer)
    {
        Assert.True(world.RunUntil(() => answer.Given is not null, TimeSpan.FromMinutes(10)), "a request was not answered");
        return answer;
    }

    private static void Restart(World world)
    {
        var node = world.LivingNodes.First();
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var id = $"restart-{attempt}";
            var answer = Answered(world, world.Ask(node, new RestartRequest { Target = World.ComputationName, RequestId = id, Node = node.Name, Detached = true, Together = true }, id));
            world.Tell($"the answer is {answer.Given}");
            if (answer.Given is RestartResult)
                return;
        }

        Assert.Fail("ten restarts have failed");
    }

    /// <summary>Once nothing goes wrong any more: within the time that the longest of all waits may take, nobody is left suspended and no image half written.</summary>
    private static void EverybodyRuns(World world)
    {
        world.Calm();
        Assert.True(
            world.RunUntil(() => world.Crowd.Living.All(member => member.Runs) && world.LivingNodes.All(node => node.Host.Stores.BeingWritten == 0), TimeSpan.FromMinutes(10)),
            "somebody is left suspended, or an image half written");
        // Who was parted is known again when its next report has come.
        world.RunUntil(() => false, TimeSpan.FromSeconds(5));
    }

    private void Told(World world, int seed, Action play)
    {
        output.WriteLine($"ENTRACTE_SEED={seed} tells this story again");
        try
        {
            play();
            world.Witness.Judge();
            Assert.True(world.Witness.Broken.Count == 0, string.Join('\n', world.Witness.Broken));
        }
        catch
        {
            foreach (var line in world.Story.TakeLast(400))
                output.WriteLine(line);
            throw;
        }
    }
}
