using Entracte.Coordinator.Nodes;

namespace Entracte.Coordinator.Actors.Tests;

public sealed class Turns_at_one_thing
{
    [Fact]
    public async Task come_in_the_order_of_asking()
    {
        var turns = new Turns();
        await turns.EnterAsync();
        var (second, third) = (turns.EnterAsync(), turns.EnterAsync());

        Assert.False(second.IsCompleted);
        turns.Leave();
        await second;
        Assert.False(third.IsCompleted);
        turns.Leave();
        await third;
    }

    [Fact]
    public async Task pass_over_who_has_given_up_waiting()
    {
        var turns = new Turns();
        using var impatience = new CancellationTokenSource();
        await turns.EnterAsync();
        var (second, third) = (turns.EnterAsync(impatience.Token), turns.EnterAsync());

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        turns.Leave();
        await third;
        turns.Leave();
        await turns.EnterAsync();
    }
}
