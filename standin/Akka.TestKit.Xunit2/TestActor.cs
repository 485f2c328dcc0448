using System.Threading.Channels;
using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Puts all it gets into a queue, for a test to look at. It can also watch others, and answer by an <see cref="AutoPilot"/>.</summary>
internal sealed class TestActor(Channel<MessageEnvelope> queue) : ActorBase
{
    private AutoPilot _pilot = AutoPilot.NoAutoPilot;
    private Func<object, bool> _ignored = _ => false;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Order order:
                order.Run(this);
                return true;
            default:
                if (_pilot is not NoAutoPilot && _pilot.Run(Sender, message) is not KeepRunning and { } next)
                    _pilot = next;
                if (!_ignored(message))
                    queue.Writer.TryWrite(new RealMessageEnvelope(message, Sender));
                return true;
        }
    }

    /// <summary>Something to be done as this actor; answered with the order itself when it is done.</summary>
    internal abstract record Order : INoSerializationVerificationNeeded
    {
        internal void Run(TestActor actor)
        {
            Do(actor);
            Context.Sender.Tell(this, Context.Self);
        }

        protected abstract void Do(TestActor actor);
    }

    internal sealed record Watch(IActorRef Target) : Order
    {
        protected override void Do(TestActor actor) => Context.Watch(Target);
    }

    internal sealed record Unwatch(IActorRef Target) : Order
    {
        protected override void Do(TestActor actor) => Context.Unwatch(Target);
    }

    internal sealed record Ignore(Func<object, bool> Which) : Order
    {
        protected override void Do(TestActor actor) => actor._ignored = Which;
    }

    internal sealed record Pilot(AutoPilot By) : Order
    {
        protected override void Do(TestActor actor) => actor._pilot = By;
    }

    internal sealed record Spawn(Props Props, string Name) : Order
    {
        public IActorRef Child { get; private set; }

        protected override void Do(TestActor actor) => Child = Context.ActorOf(Props, Name);
    }
}
