using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Entracte.Standin.Tests.Actors;

public sealed class AsyncTests : TestKit
{
    [Fact]
    public void While_a_handler_waits_no_other_message_is_handled()
    {
        var gate = new TaskCompletionSource();
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(gate)));
        actor.Tell("wait");
        actor.Tell(1);
        ExpectMsg("began");
        gate.SetResult();
        ExpectMsg("ended");
        ExpectMsg(1);
    }

    [Fact]
    public void After_an_await_sender_and_self_are_still_those_of_the_message()
    {
        var actor = Sys.ActorOf(Props.Create(() => new LongWinded()));
        actor.Tell("one");
        actor.Tell("two");
        ExpectMsg("one after many awaits");
        Assert.Equal(actor, LastSender);
        ExpectMsg("two after many awaits");
    }

    [Fact]
    public void A_failure_after_an_await_restarts_the_actor_like_any_other()
    {
        var actor = Sys.ActorOf(Props.Create(() => new LongWinded()));
        EventFilter.Exception<InvalidOperationException>("late").ExpectOne(() => actor.Tell(new InvalidOperationException("late")));
        actor.Tell("again");
        ExpectMsg("again after many awaits");
    }

    [Fact]
    public void An_actor_that_is_stopped_while_a_handler_waits_ends()
    {
        var never = new TaskCompletionSource();
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Waiter(never))));
        actor.Tell("wait");
        ExpectMsg("began");
        Sys.Stop(actor);
        ExpectTerminated(actor);
        never.SetResult();
    }

    [Fact]
    public async Task Many_questions_at_once_to_actors_that_wait_are_all_answered()
    {
        var actors = Enumerable.Range(0, 20).Select(_ => Sys.ActorOf(Props.Create(() => new LongWinded()))).ToList();
        var questions = Enumerable.Range(0, 2000).Select(number => actors[number % 20].Ask<string>($"{number}", TimeSpan.FromSeconds(60))).ToList();
        var answers = await Task.WhenAll(questions);
        Assert.Equal(Enumerable.Range(0, 2000).Select(number => $"{number} after many awaits"), answers);
    }

    [Fact]
    public async Task An_answer_ends_the_question()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        Assert.Equal("hello", await echo.Ask<string>("hello", TimeSpan.FromSeconds(10)));
        Assert.Equal(5, await echo.Ask(5, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_question_that_nobody_answers_ends_with_a_timeout()
    {
        var silent = Sys.ActorOf(Props.Empty);
        await Assert.ThrowsAsync<AskTimeoutException>(() => silent.Ask<string>("hello", TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task A_question_can_be_given_up()
    {
        var silent = Sys.ActorOf(Props.Empty);
        using var giveUp = new CancellationTokenSource();
        var question = silent.Ask<string>("hello", giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => question);
    }

    [Fact]
    public async Task The_answer_failure_is_thrown_where_the_question_was_asked()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        var failure = new Status.Failure(new InvalidOperationException("no"));
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => echo.Ask<string>(failure, TimeSpan.FromSeconds(10)));
        Assert.Equal("no", thrown.Message);
    }

    [Fact]
    public async Task An_answer_of_another_type_is_an_error()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        await Assert.ThrowsAsync<ArgumentException>(() => echo.Ask<string>(5, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_task_is_piped_to_an_actor_as_its_result_or_as_its_failure()
    {
        await Task.FromResult("fine").PipeTo(TestActor, success: text => text.Length);
        ExpectMsg(4);
        await Task.FromException<string>(new InvalidOperationException("bad")).PipeTo(TestActor, failure: cause => cause.Message);
        ExpectMsg("bad");
        await Task.FromException<string>(new InvalidOperationException("bad")).PipeTo(TestActor);
        ExpectMsg<Status.Failure>(failure => Assert.Equal("bad", failure.Cause.Message));
        await Task.CompletedTask.PipeTo(TestActor, success: () => "done");
        ExpectMsg("done");
    }

    private sealed class Waiter : ReceiveActor
    {
        public Waiter(TaskCompletionSource gate)
        {
            ReceiveAsync<string>(async _ =>
            {
                Sender.Tell("began");
                await gate.Task;
                Sender.Tell("ended");
            });
            Receive<int>(number => Sender.Tell(number));
        }
    }

    private sealed class LongWinded : ReceiveActor
    {
        public LongWinded()
        {
            ReceiveAsync<string>(async text =>
            {
                for (var pause = 0; pause < 20; pause++)
                    await Task.Yield();
                await Task.Run(() => { });
                Sender.Tell($"{text} after many awaits", Self);
            });
            ReceiveAsync<Exception>(async cause =>
            {
                await Task.Yield();
                throw cause;
            });
        }
    }
}
