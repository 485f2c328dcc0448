using Entracte.Coordinator.Crossings;

namespace Entracte.Coordinator.Actors.Tests.Machines;

public sealed class A_place_in_another_cluster
{
    private static readonly SystemStatus Other = new()
    {
        Nodes = [Node("a"), Node("b"), Node("shut") with { IsClosed = true }, Node("gone") with { Reachable = false }],
        Computations = [new ComputationStatus { Id = "x", Name = "busy", Phase = ComputationPhase.Running }, new ComputationStatus { Id = "job-id", Name = "job", Phase = ComputationPhase.Ended }],
    };

    [Fact]
    public void is_the_node_that_was_asked_or_the_one_that_is_named_for_each()
    {
        Assert.Equal("b: a c", Told(new MigrateRequest()));
        Assert.Equal("a: a c", Told(new MigrateRequest { To = "a" }));
        Assert.Equal("a: a, b: c", Told(new MigrateRequest { Map = ["a=a", "c=b"] }));
        Assert.Equal("a: a c", Told(new MigrateRequest { Map = ["a=a", "c=a"] }));
    }

    [Theory]
    [InlineData("a", "a=b,c=b", "job", FailureKind.Invalid, "say either")]
    [InlineData("", "a=b", "job", FailureKind.Invalid, "what is on c")]
    [InlineData("", "a=b,c=b,d=b", "job", FailureKind.Invalid, "nothing of it is on d")]
    [InlineData("", "a", "job", FailureKind.Invalid, "OLD=NEW")]
    [InlineData("c", "", "job", FailureKind.NodeLost, "no node c in the other cluster")]
    [InlineData("gone", "", "job", FailureKind.NodeLost, "no node gone")]
    [InlineData("shut", "", "job", FailureKind.Busy, "being emptied")]
    [InlineData("", "", "busy", FailureKind.Busy, "called busy is running")]
    public void is_refused_when_it_makes_no_sense_or_is_taken(string to, string map, string name, FailureKind kind, string reason)
    {
        var failure = Of(new MigrateRequest { To = to, Map = map.Length > 0 ? map.Split(',') : [] }, name).Failure;
        Assert.Equal(kind, failure?.Kind);
        Assert.Contains(reason, failure!.Reason);
    }

    private static string Told(MigrateRequest request)
    {
        var placement = Of(request, "job");
        Assert.Null(placement.Failure);
        return string.Join(", ", placement.Places.OrderBy(place => place.Key, StringComparer.Ordinal).Select(place => $"{place.Key}: {string.Join(" ", place.Value)}"));
    }

    private static CrossingPlacement Of(MigrateRequest request, string name)
        => CrossingPlacement.Of(["c", "a"], new ComputationStatus { Id = "job-id", Name = name }, request, Other, "b");

    private static NodeStatus Node(string name) => new() { Name = name, Reachable = true };
}
