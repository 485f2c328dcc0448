using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Is emptied, and takes nothing before it may again.</summary>
public sealed class An_evicted_node : ClusterTest
{
    [Fact]
    public async Task loses_all_its_computations_to_the_others_and_takes_nothing_until_that_is_undone()
    {
        await FormAsync("first", "second", "third");
        foreach (var name in new[] { "job", "other" })
            await members[1].ComputationAsync(name, $"{name}-id");
        await members[2].ComputationAsync("busy", "busy-id");
        await StatusAsync(members[0], status => status.Computations.Length == 3 && status.Nodes.Any(node => node is { Name: "second", ProcessCount: 2 }));

        var evicted = await members[2].Entracte.EvictAsync(new EvictRequest { Node = "second" });

        Assert.Empty(evicted.Left);
        Assert.Equal(["job", "other"], evicted.Moved.Select(moved => moved.Name).Order());
        Assert.Equal(["first"], evicted.Moved[0].To);
        Assert.DoesNotContain(members[1].Host.Processes, process => process.IsAlive);
        await StatusAsync(members[0], status => status.Nodes.Single(node => node.Name == "second") is { IsClosed: true, ProcessCount: 0 });

        foreach (var member in members)
        {
            var refused = await Assert.ThrowsAsync<EntracteException>(() => member.Entracte.LaunchAsync(new LaunchRequest { Program = "simulated", Node = "second" }));
            Assert.Contains("second is being emptied", refused.Message);
        }

        await RefuseAsync(members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "busy", To = "second" }));
        await members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "busy", Kill = true });
        await RefuseAsync(members[2].Entracte.RestartAsync(new RestartRequest { Target = "busy", Map = ["third=second"] }));

        Assert.Empty((await members[0].Entracte.EvictAsync(new EvictRequest { Node = "second", Undo = true })).Moved);
        await StatusAsync(members[0], status => status.Nodes.All(node => !node.IsClosed));
        await members[0].Entracte.LaunchAsync(new LaunchRequest { Program = "simulated", Name = "new", Node = "second" });
        Assert.Equal(["second"], (await members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "second" })).To);
    }

    [Fact]
    public async Task keeps_what_cannot_go_and_says_why()
    {
        await FormAsync("first", "second");
        await members[1].ComputationAsync("job", "job-id");
        await StatusAsync(members[0], status => status.Nodes.Any(node => node is { Name: "second", ProcessCount: 1 }));
        members[0].Host.BeforeStep = (step, _) => step == Step.Verify ? throw new IOException("a file is missing") : Task.CompletedTask;

        var evicted = await members[0].Entracte.EvictAsync(new EvictRequest { Node = "second" });

        Assert.Contains("a file is missing", Assert.Single(evicted.Left).Failure.Reason);
        await UntilAsync(() => members[1].Host.Processes.All(process => process is { IsAlive: true, IsSuspended: false }), "it runs on");
        Assert.Contains("takes something", Assert.Single((await members[0].Entracte.EvictAsync(new EvictRequest { Node = "second", To = ["nowhere"] })).Left).Failure.Reason);
    }

    [Fact]
    public async Task is_known_as_closed_to_the_next_coordinator()
    {
        await FormAsync("first", "second", "third");
        await members[0].Entracte.EvictAsync(new EvictRequest { Node = "second" });
        var before = await StatusAsync(members[1], status => status.Nodes.Any(node => node is { Name: "second", IsClosed: true }));
        await Task.WhenAll(members[0].System.Terminate());
        await StatusAsync(members[2], status => status.Epoch > before.Epoch && status.Nodes.Any(node => node is { Name: "second", IsClosed: true, Reachable: true }));
    }

    [Fact]
    public async Task must_be_one_that_is_there()
    {
        await FormAsync("first");
        Assert.Equal(FailureKind.NotFound, (await Assert.ThrowsAsync<EntracteException>(() => members[0].Entracte.EvictAsync(new EvictRequest { Node = "nowhere" }))).Failure.Kind);
    }

    private static async Task RefuseAsync(Task asked)
        => Assert.Contains("second is being emptied", (await Assert.ThrowsAsync<EntracteException>(() => asked)).Message);
}
