using Entracte.Coordinator.Restarts;
using Entracte.Coordinator.Rollbacks;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>The table that decides what is done after a crash or the loss of a node, in every combination of its facts.</summary>
public sealed class A_rollback
{
    private static readonly bool[] Both = [false, true];

    private static IEnumerable<RollbackSituation> Situations =>
        from cause in Enum.GetValues<RollbackCause>()
        from phase in Enum.GetValues<ComputationPhase>()
        from wish in Enum.GetValues<OnNodeLoss>()
        from wanted in Both
        from tries in Both
        from image in Enum.GetValues<RollbackImage>()
        from room in Both
        from majority in Both
        from fenced in Both
        select new RollbackSituation(cause, phase, wish, wanted, tries, image, room, majority, fenced);

    /// <summary>The rows of the table as its comment has them: each says by itself when it fits.</summary>
    private static readonly (string Name, Func<RollbackSituation, bool> Fits, RollbackOutcome Outcome)[] Rows =
    [
        ("a loss that nothing is done about", of => IsLoss(of) && of.Wish == OnNodeLoss.Wait, RollbackOutcome.Nothing),
        ("a crash that nothing is done about", of => !IsLoss(of) && !of.IsWanted, RollbackOutcome.Nothing),
        ("an attempt under way", of => IsWanted(of) && IsBusy(of), RollbackOutcome.AwaitAttempt),
        ("a loss that others may decide", of => IsLoss(of) && !IsBusy(of) && of is { Wish: OnNodeLoss.Fail or OnNodeLoss.Suspend, HasMajority: false }, RollbackOutcome.AwaitMajority),
        ("a loss that ends it", of => IsLoss(of) && !IsBusy(of) && of is { Wish: OnNodeLoss.Fail, HasMajority: true }, RollbackOutcome.Fail),
        ("a loss that suspends it", of => IsLoss(of) && !IsBusy(of) && of is { Wish: OnNodeLoss.Suspend, HasMajority: true }, RollbackOutcome.Suspend),
        ("one crash too many", of => !IsLoss(of) && IsWanted(of) && !IsBusy(of) && !of.HasTriesLeft, RollbackOutcome.Nothing),
        ("nobody has looked for the image", of => MayGoBack(of) && of.Image == RollbackImage.Unknown, RollbackOutcome.LookForImage),
        ("a crash with nothing to go back to", of => MayGoBack(of) && !IsLoss(of) && IsImpossible(of), RollbackOutcome.Nothing),
        ("a loss with nothing to go back to", of => MayGoBack(of) && IsLoss(of) && IsImpossible(of), RollbackOutcome.Suspend),
        ("what is lost may still run", of => MayGoBack(of) && IsPossible(of) && !of.IsFenced, RollbackOutcome.AwaitFence),
        ("the way back is free", of => MayGoBack(of) && IsPossible(of) && of.IsFenced, RollbackOutcome.RollBack),
    ];

    [Fact]
    public void has_exactly_one_row_for_every_combination_of_facts_and_does_what_that_says()
    {
        var fitted = new HashSet<string>();
        foreach (var situation in Situations)
        {
            var row = Assert.Single(Rows, row => row.Fits(situation));
            Assert.Equal(row.Outcome, RollbackTable.Decide(situation));
            fitted.Add(row.Name);
        }

        Assert.Equal(2 * 6 * 4 * 2 * 2 * 4 * 2 * 2 * 2, Situations.Count());
        Assert.Equal(Rows.Length, fitted.Count);
    }

    [Fact]
    public void never_starts_anew_what_may_still_run_or_what_has_no_whole_image()
    {
        foreach (var situation in Situations.Where(of => RollbackTable.Decide(of) == RollbackOutcome.RollBack))
            Assert.True(situation is { IsFenced: true, Image: RollbackImage.Whole, HasRoom: true } && !IsBusy(situation));
    }

    [Fact]
    public void ends_and_stops_nothing_where_it_was_chosen_without_the_majority()
    {
        foreach (var situation in Situations.Where(of => of is { Cause: RollbackCause.NodeLost, Wish: OnNodeLoss.Fail or OnNodeLoss.Suspend, HasMajority: false }))
            Assert.DoesNotContain(RollbackTable.Decide(situation), (RollbackOutcome[])[RollbackOutcome.Fail, RollbackOutcome.Suspend, RollbackOutcome.RollBack]);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1 << 8, 0, true)]
    [InlineData(1 << 8, 15, false)]
    [InlineData(9, 0, true)]
    [InlineData(11 | 0x80, 0, true)]
    [InlineData(15, 0, false)]
    [InlineData(2, 0, false)]
    [InlineData(6, 0, true)]
    [InlineData(6, 1, false)]
    public void follows_crashes_only(int waitStatus, int askedSignal, bool isCrash) => Assert.Equal(isCrash, new ProgramEnd(waitStatus, askedSignal).IsCrash);

    [Fact]
    public void takes_the_nodes_that_are_there_then_those_that_held_it_then_spares()
    {
        Assert.Equal("a=a b=b", Placed("a b", "a b c", "a b", new RecoveryPolicy()));
        Assert.Equal("a=a b=c", Placed("a b", "a c d", "a", new RecoveryPolicy()));
        Assert.Equal("a=a b=d", Placed("a b", "a c d", "a d", new RecoveryPolicy()));
        Assert.Equal("a=a b=d", Placed("a b", "a c d", "a", new RecoveryPolicy { SpareNodes = ["x", "d", "c"] }));
        Assert.Equal("a=c b=d", Placed("a b", "c d", "", new RecoveryPolicy { Spares = 2 }));
        Assert.Null(Placed("a b", "c d", "", new RecoveryPolicy { Spares = 1 }));
        Assert.Null(Placed("a b", "a c", "a", new RecoveryPolicy { Spares = 1, SparesUsed = 1 }));
        Assert.Null(Placed("a b", "a", "a", new RecoveryPolicy()));
        Assert.Null(Placed("a b", "a c", "a", new RecoveryPolicy { SpareNodes = ["d"] }));
        Assert.Equal("a=a b=d", Placed("a b", "a:a c:a d:b", "a", new RecoveryPolicy()));
        Assert.Null(Placed("a b", "a:a c:a", "a", new RecoveryPolicy()));
        Assert.Null(Placed("a b", "a:b c", "a", new RecoveryPolicy { Spares = 1, SparesUsed = 1 }));
    }

    [Fact]
    public void leaves_what_went_on_elsewhere_where_it_is()
    {
        Assert.Equal("a=c b=b", Placed("a b", "a b c", "a b c", new RecoveryPolicy(), "a=c"));
        Assert.Equal("a=c b=c", Placed("a b", "a b c", "c", new RecoveryPolicy(), "a=c b=c"));
        Assert.Equal("a=b b=a", Placed("a b", "a b", "a b", new RecoveryPolicy(), "a=b b=a"));
        Assert.Equal("a=a b=b", Placed("a b", "a b", "a b", new RecoveryPolicy(), "a=c"));
        Assert.Equal("a=c b=d", Placed("a b", "a c d", "a c", new RecoveryPolicy(), "a=c"));
        Assert.Equal("a=a", Placed("a", "a c:b", "a c", new RecoveryPolicy(), "a=c"));
    }

    [Fact]
    public void knows_where_an_image_went_on_and_that_a_newer_one_is_where_it_was_written()
    {
        var moved = Whereabouts.Of(3, ["a", "b"], new Dictionary<string, string[]> { ["c"] = ["a"], ["b"] = ["b"] });
        Assert.Equal("c", moved.In(3, ["a", "b"], "")["a"]);
        Assert.Empty(moved.In(4, ["b", "c"], ""));
        Assert.Equal("c", Whereabouts.Of(3, ["a"], new Dictionary<string, string[]> { ["c"] = [] }).In(3, ["a"], "")["a"]);
        Assert.Equal("d", Whereabouts.Unknown.In(3, ["a"], "d")["a"]);
        Assert.Empty(Whereabouts.Unknown.In(3, ["a", "b"], "d"));
    }

    [Theory]
    [InlineData("a:1:a:a", 1, "a")]
    // A node that it has left has only an older one.
    [InlineData("a:1:a:a c:2:c:c d:2:c:c", 2, "c d")]
    // One has missed the last commit.
    [InlineData("a:3:a,b:a b:2:a,b:b", 2, "a b")]
    [InlineData("a:3:a,b:a,b b:2:a,b:b", 3, "a")]
    // The other one's part is gone, and there is nothing older.
    [InlineData("a:3:a,b:a", 3, "a")]
    public void goes_to_the_newest_image_that_is_whole(string found, int generation, string present)
    {
        var newest = NewestImage.Of(Words(found).Select(word => word.Split(':')).ToDictionary(
            word => word[0], word => new ImageFound { Generation = int.Parse(word[1]), Nodes = word[2].Split(','), NodesHere = word[3].Split(',') }));
        Assert.Equal(generation, newest.Image.Generation);
        Assert.Equal(Words(present), newest.Present.Keys.Order());
    }

    private static bool IsLoss(RollbackSituation of) => of.Cause == RollbackCause.NodeLost;

    private static bool IsWanted(RollbackSituation of) => IsLoss(of) ? of.Wish != OnNodeLoss.Wait : of.IsWanted;

    private static bool IsBusy(RollbackSituation of) => of.Phase is ComputationPhase.Checkpointing or ComputationPhase.Restarting or ComputationPhase.Ending or ComputationPhase.Migrating;

    private static bool MayGoBack(RollbackSituation of) => !IsBusy(of) && (IsLoss(of) ? of.Wish == OnNodeLoss.Restart : of is { IsWanted: true, HasTriesLeft: true });

    private static bool IsPossible(RollbackSituation of) => of is { Image: RollbackImage.Whole, HasRoom: true };

    private static bool IsImpossible(RollbackSituation of) => of.Image != RollbackImage.Unknown && !IsPossible(of);

    private static string? Placed(string image, string present, string holders, RecoveryPolicy policy, string whereabouts = "")
    {
        var wentOn = Words(whereabouts).Select(word => word.Split('=')).ToDictionary(word => word[0], word => word[1]);
        var places = SparePlacement.Of(Words(image), PartsOf(present, image), Words(holders), policy, wentOn).Places;
        return places is null ? null : string.Join(' ', places.OrderBy(place => place.Key).Select(place => $"{place.Key}={place.Value}"));
    }

    /// <summary>NODE, which has all parts, or NODE:PART.</summary>
    private static Dictionary<string, string[]> PartsOf(string present, string image)
        => Words(present).Select(word => word.Split(':')).ToDictionary(word => word[0], word => word.Length > 1 ? [word[1]] : Words(image));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
