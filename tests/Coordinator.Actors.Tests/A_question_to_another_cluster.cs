using Akka.Actor;
using Akka.TestKit.Xunit2;
using Entracte.Coordinator.Crossings;

namespace Entracte.Coordinator.Actors.Tests;

public sealed class A_question_to_another_cluster : TestKit
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task that_the_link_has_lost_is_said_again()
    {
        var answer = QuestionAcross.AskAsync(TestActor, "what runs there?", Long, Short);
        ExpectMsg("what runs there?", Long);
        ExpectMsg("what runs there?", Long);
        LastSender.Tell("nothing");
        Assert.Equal("nothing", await answer.WaitAsync(Long));
    }

    [Fact]
    public async Task has_the_first_answer_that_comes_whichever_it_belongs_to()
    {
        var answer = QuestionAcross.AskAsync(TestActor, "what runs there?", Long, Short);
        ExpectMsg("what runs there?", Long);
        var first = LastSender;
        ExpectMsg("what runs there?", Long);
        first.Tell("much");
        Assert.Equal("much", await answer.WaitAsync(Long));
    }

    [Fact]
    public async Task that_nobody_answers_ends_when_its_patience_does()
        => await Assert.ThrowsAsync<AskTimeoutException>(() => QuestionAcross.AskAsync(TestActor, "is anybody there?", Short, Short));
}
