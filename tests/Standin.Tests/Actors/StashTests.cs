using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Entracte.Standin.Tests.Actors;

public sealed class StashTests : TestKit
{
    [Fact]
    public void Stashed_messages_come_back_in_their_order_and_before_all_others()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door()));
        foreach (var message in new[] { "a", "b", "open", "c" })
            actor.Tell(message);
        foreach (var expected in new[] { "a", "b", "c" })
            ExpectMsg(expected);
    }

    [Fact]
    public void A_stashed_message_keeps_its_sender()
    {
        var probe = CreateTestProbe();
        var actor = Sys.ActorOf(Props.Create(() => new Door()));
        probe.Send(actor, "a");
        actor.Tell("open");
        probe.ExpectMsg("a");
    }

    [Fact]
    public void A_restart_does_not_lose_what_is_stashed()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door()));
        actor.Tell("a");
        actor.Tell("fail");
        actor.Tell("open");
        ExpectMsg("a");
    }

    [Fact]
    public void One_message_cannot_be_stashed_twice()
    {
        Sys.ActorOf(Props.Create(() => new Greedy())).Tell("a");
        ExpectMsg("refused");
    }

    private sealed class Door : ReceiveActor, IWithStash
    {
        public Door()
        {
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("fail"));
            Receive<string>(text => text == "open", _ =>
            {
                Stash.UnstashAll();
                Become(() => ReceiveAny(message => Sender.Tell(message)));
            });
            ReceiveAny(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;
    }

    private sealed class Greedy : ReceiveActor, IWithUnboundedStash
    {
        public Greedy() => ReceiveAny(_ =>
        {
            Stash.Stash();
            Assert.Throws<IllegalActorStateException>(Stash.Stash);
            Sender.Tell("refused");
        });

        public IStash Stash { get; set; } = null!;
    }
}
