using Entracte.Coordinator.Migrations;

namespace Entracte.Coordinator.Actors.Tests.Machines;

public sealed class A_place_to_migrate_to
{
    private static readonly string[] Present = ["a", "b", "c", "d"];

    [Fact]
    public void is_one_for_all_or_one_for_each_and_who_is_not_named_stays()
    {
        Assert.Equal("c: a b", Told(["a", "b"], new MigrateRequest { To = "c" }));
        Assert.Equal("a: a b", Told(["a", "b"], new MigrateRequest { To = "a" }));
        Assert.Equal("c: a, d: b", Told(["b", "a"], new MigrateRequest { Map = ["a=c", "b=d"] }));
        Assert.Equal("b: b, c: a", Told(["a", "b"], new MigrateRequest { Map = ["a=c"] }));
        Assert.Equal("a: b, b: a", Told(["a", "b"], new MigrateRequest { Map = ["a=b", "b=a"] }));
        Assert.Equal("b: a b", Told(["a", "b"], new MigrateRequest { Map = ["a=b"] }));
        Assert.Equal("a: a/1:2, c: a/2:2", Told(["a"], new MigrateRequest { Map = ["a=a+c"] }));
        Assert.Equal("b: a/2:2 b, c: a/1:2", Told(["a", "b"], new MigrateRequest { Map = ["a=c+b"] }));
    }

    [Theory]
    [InlineData("", "", FailureKind.Invalid, "say either")]
    [InlineData("c", "a=b", FailureKind.Invalid, "say either")]
    [InlineData("a", "", FailureKind.Invalid, "already")]
    [InlineData("", "a=a", FailureKind.Invalid, "already")]
    [InlineData("", "x=b", FailureKind.Invalid, "nothing of it is on x")]
    [InlineData("", "a=b,a=c", FailureKind.Invalid, "OLD=NEW")]
    [InlineData("", "a", FailureKind.Invalid, "OLD=NEW")]
    [InlineData("", "a=b+b", FailureKind.Invalid, "OLD=NEW+NEW")]
    [InlineData("", "a=a+x", FailureKind.NodeLost, "no node x")]
    [InlineData("", "a=a+d", FailureKind.Busy, "being emptied")]
    [InlineData("x", "", FailureKind.NodeLost, "no node x")]
    [InlineData("d", "", FailureKind.Busy, "being emptied")]
    public void is_refused_when_it_makes_no_sense(string to, string map, FailureKind kind, string reason)
    {
        var failure = MigrationPlacement.Of(["a"], new MigrateRequest { To = to, Map = map.Length > 0 ? map.Split(',') : [] }, Present, ["d"]).Failure;
        Assert.Equal(kind, failure?.Kind);
        Assert.Contains(reason, failure!.Reason);
    }

    [Fact]
    public void may_be_left_as_it_is_by_those_who_stay_on_a_node_that_takes_nothing_new()
        => Assert.Null(MigrationPlacement.Of(["a", "d"], new MigrateRequest { Map = ["a=b"] }, Present, ["d"]).Failure);

    private static string Told(string[] sources, MigrateRequest request)
    {
        var placement = MigrationPlacement.Of(sources, request, Present, []);
        Assert.Null(placement.Failure);
        return string.Join(", ", placement.Places.OrderBy(place => place.Key).Select(place => $"{place.Key}: {string.Join(' ', place.Value)}"));
    }
}
