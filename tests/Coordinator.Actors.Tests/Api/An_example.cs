using Entracte.Coordinator.Actors.Tests.Twins;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests.Api;

/// <summary>The examples of docs/api.md do what is said beside them. What needs a cluster, samples/GridScheduler does.</summary>
public sealed class An_example(ITestOutputHelper output) : EntracteTest(output)
{
    [Fact]
    public async Task of_a_launch_and_a_checkpoint_leaves_an_image()
        => Assert.Equal("/shared/images/sim/g000001", (await Examples.LaunchAndCheckpointAsync(Entracte)).Directory);

    [Fact]
    public async Task of_a_preemption_has_the_job_resumed()
    {
        await Examples.LaunchAndCheckpointAsync(Entracte);
        Assert.Equal(2, (await Examples.PreemptAndResumeAsync(Entracte, "here")).Generation);
    }

    [Fact]
    public async Task of_a_refusal_says_why()
        => Assert.Contains("nobody", (await Examples.AskForTooMuchAsync(Entracte))!.Reason, StringComparison.Ordinal);

    [Fact]
    public async Task of_watching_hears_everything_from_its_beginning_on()
    {
        await Examples.LaunchAndCheckpointAsync(Entracte);
        var said = await Examples.WatchAsync(Entracte, () => Entracte.CheckpointAsync(new CheckpointRequest { Target = "sim", Kill = true }));
        Assert.Equal(["sim: image 2 exists", "sim: no process is left"], said);
    }

    [Fact]
    public async Task of_plain_messages_gets_the_same_answers()
    {
        await Examples.LaunchAndCheckpointAsync(Entracte);
        Assert.Equal(["sim"], await Examples.AskAsMessageAsync(Entracte));
    }

    [Fact]
    public void of_embedding_finds_the_one_of_its_actor_system() => Assert.Same(Entracte, Examples.Embed(Sys));
}
