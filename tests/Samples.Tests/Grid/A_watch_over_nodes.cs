using Entracte.GridScheduler.Running;

namespace Entracte.Samples.Tests.Grid;

public sealed class A_watch_over_nodes
{
    private readonly NodeWatch watch = new(TimeSpan.FromSeconds(10));

    [Fact]
    public void gives_up_who_was_away_for_longer_than_its_patience_and_says_so_once()
    {
        Assert.Empty(Look(0, "n2"));
        Assert.Empty(Look(9, "n2"));
        Assert.Equal(["n1"], Look(10, "n2"));
        Assert.Empty(Look(11, "n2"));
    }

    [Fact]
    public void begins_anew_when_a_node_was_back_in_between()
    {
        Look(0, "n2");
        Look(9, "n1", "n2");
        Assert.Empty(Look(11, "n2"));
    }

    [Fact]
    public void knows_nothing_while_no_coordinator_answers()
    {
        Look(0, "n2");
        watch.HearNothing();
        Assert.Empty(Look(60));
        Assert.Equal(["n1", "n2"], Look(70));
    }

    private IReadOnlyList<string> Look(int second, params string[] present) => watch.Look(["n1", "n2"], present.ToHashSet(), TimeSpan.FromSeconds(second));
}
