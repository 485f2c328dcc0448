using Entracte.Coordinator.Attempts;
using Entracte.ImageFormat.Records;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>Whoever judges must be able to condemn.</summary>
public sealed class A_witness
{
    private static readonly AttemptKey Key = new() { ComputationId = "one", Kind = RouteKind.Checkpoint, Generation = 1, Serial = 1 };

    [Fact]
    public void sees_who_passes_a_barrier_before_the_others_have_come()
    {
        var witness = Suspended("here", "there");
        witness.Began(Key, "here", Step.TakeInventory);
        witness.Reached(Key, "there", Step.Suspend);

        witness.Judge();

        Assert.Contains("here began TakeInventory before there had passed all-suspended", Assert.Single(witness.Broken));
    }

    [Fact]
    public void says_nothing_against_who_has_waited()
    {
        var witness = Suspended("here", "there");
        witness.Reached(Key, "there", Step.Suspend);
        witness.Began(Key, "here", Step.TakeInventory);

        witness.Judge();

        Assert.Empty(witness.Broken);
    }

    [Fact]
    public void sees_an_image_that_lacks_a_part()
    {
        var witness = new Witness();
        witness.Of(Key).Members.UnionWith([1, 2]);
        witness.Of(Key).Complete.UnionWith([1, 2]);

        witness.Committed(Key, "here", new InventoryRecord { Parts = [new PartRecord { Pid = 1 }] }, new Crowd(new Random(1)));

        Assert.Contains("without the part of member 2", Assert.Single(witness.Broken));
    }

    [Theory]
    [InlineData(3, 1, new[] { 1, 2 }, true)]
    [InlineData(3, 1, new[] { 1 }, false)]
    [InlineData(3, 1, new[] { 2, 1 }, false)]
    [InlineData(3, 1, new[] { 0, 1, 2 }, false)]
    [InlineData(3, 3, new int[0], true)]
    public void counts_every_message(int sent, int received, int[] onTheWay, bool isWhole)
    {
        var crowd = new Crowd(new Random(1));
        using var world = new World(seed: 1, nodes: 1, members: 1);
        crowd.Add(new Member(1, 1, world.Nodes[0].Host));
        crowd.Connect(pipesPerMember: 1);
        var image = new MemberImage(1) { Sent = { [0] = sent }, Received = { [0] = received }, InFlight = { [0] = onTheWay } };

        var thrown = Record.Exception(() => crowd.Check(new Dictionary<int, MemberImage> { [1] = image }));

        Assert.Equal(isWhole, thrown is null);
    }

    private static Witness Suspended(string first, string second)
    {
        var witness = new Witness();
        witness.Ordered(Key, first);
        witness.Ordered(Key, second);
        witness.Began(Key, first, Step.Suspend);
        witness.Began(Key, second, Step.Suspend);
        witness.Reached(Key, first, Step.Suspend);
        return witness;
    }
}
