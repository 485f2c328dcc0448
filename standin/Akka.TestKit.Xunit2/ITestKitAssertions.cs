namespace Akka.TestKit;

/// <summary>How a test framework says that something is wrong.</summary>
public interface ITestKitAssertions
{
    void Fail(string format = "", params object[] args);

    void AssertTrue(bool condition, string format = "", params object[] args);

    void AssertFalse(bool condition, string format = "", params object[] args);

    void AssertEqual<T>(T expected, T actual, string format = "", params object[] args);
}

/// <summary>A test class that does not want to be the sender of what it tells.</summary>
public interface INoImplicitSender;

/// <summary>A message that a test actor has received.</summary>
public abstract class MessageEnvelope
{
    public abstract object Message { get; }

    public abstract Actor.IActorRef Sender { get; }
}

internal sealed class RealMessageEnvelope(object message, Actor.IActorRef sender) : MessageEnvelope
{
    public override object Message => message;

    public override Actor.IActorRef Sender => sender;

    public override string ToString() => $"<{message}> from {sender}";
}
