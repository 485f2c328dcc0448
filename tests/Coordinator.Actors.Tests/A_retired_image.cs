using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.ImageFormat.Records;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>One that need not be kept any more goes wherever it is, also where nobody has written for long.</summary>
public sealed class A_retired_image : ClusterTest
{
    [Fact]
    public async Task goes_from_nodes_that_have_it_of_an_earlier_time_and_from_one_that_was_away_when_that_is_back()
    {
        await FormAsync("first", "second");
        await RegisterAsync();
        Put(members[1], 1, "job-id");
        await CheckpointAsync();
        await CheckpointAsync();
        Assert.Equal([1], Generations(members[1]));
        await CheckpointAsync(keep: 2);
        await UntilAsync(() => Generations(members[1]).Length == 0, "what the second node had is removed");
        Assert.Equal([2, 3], Generations(members[0]));

        var away = new SimulatedMember("third");
        foreach (var generation in new[] { 1, 2 })
            Put(away, generation, "job-id");
        Put(away, 7, "another-id");
        members.Add(away);
        await away.Cluster.JoinAsync(members[0].Cluster.SelfAddress).WaitAsync(Patience);
        await UntilAsync(() => Generations(away) is [2, 7], "what was removed while it was away, and no more");

        // From now on it is known to have something.
        await CheckpointAsync(keep: 2);
        await UntilAsync(() => Generations(away) is [7], "the next one as well, but nothing of another computation");
    }

    [Fact]
    public async Task stays_elsewhere_as_long_as_it_stays_where_it_was_written()
    {
        await FormAsync("first", "second");
        await RegisterAsync();
        Put(members[1], 1, "job-id");
        Put(members[1], 2, "job-id");
        for (var taken = 1; taken <= 4; taken++)
            await CheckpointAsync(keep: 3);
        await UntilAsync(() => Generations(members[1]).Length < 2, "the oldest one is removed");
        Assert.Equal([2], Generations(members[1]));
        Assert.Equal([2, 3, 4], Generations(members[0]));
    }

    [Fact]
    public async Task has_as_many_whole_ones_behind_it_as_shall_be_kept_and_none_that_a_node_has_not_committed()
    {
        await FormAsync("first", "second");
        await RegisterAsync();
        await members[1].ComputationAsync("job", "job-id");
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }]);
        foreach (var member in members)
            member.Stores.HasPart = part => part.Node == member.Entracte.NodeName;
        await CheckpointAsync(keep: 2);
        // The second has not come to that.
        using (var half = members[0].Stores.At("/images").Begin("job", 2))
            half.Commit(new InventoryRecord { ComputationId = "job-id", Name = "job", Generation = 2, Parts = members[0].Stores.Committed.Single().Parts });
        Assert.Equal(3, (await CheckpointAsync(keep: 2)).Generation);
        // What of it was to go has gone.
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        await CheckpointAsync(keep: 3);
        Assert.Equal([1, 2, 3, 4], Generations(members[0]));
        Assert.Equal([1, 3, 4], Generations(members[1]));
        await CheckpointAsync(keep: 2);
        await UntilAsync(() => Generations(members[0]) is [4, 5] && Generations(members[1]) is [4, 5], "the half one goes with those that were older");
    }

    private async Task RegisterAsync()
    {
        await members[0].ComputationAsync("job", "job-id");
        await StatusAsync(members[1], status => status.Computations is [{ Roots.Length: 1 }]);
    }

    private Task<CheckpointResult> CheckpointAsync(int keep = 0) => members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Keep = keep }).WaitAsync(Patience);

    private static int[] Generations(SimulatedMember member) => [.. member.Stores.Committed.Select(image => image.Generation)];

    private static void Put(SimulatedMember member, int generation, string computation)
    {
        using var image = member.Stores.At("/images").Begin("job", generation);
        image.Commit(new InventoryRecord { ComputationId = computation, Name = "job", Generation = generation });
    }
}
