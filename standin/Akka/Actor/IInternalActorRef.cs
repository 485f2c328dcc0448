using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>What the system itself asks of a reference.</summary>
public interface IInternalActorRef : IActorRef
{
    IInternalActorRef Parent { get; }

    IActorRefProvider Provider { get; }

    bool IsLocal { get; }

    bool IsTerminated { get; }

    /// <summary>The child of that name, or Nobody. A name may carry a uid (<c>name#uid</c>), which then has to fit.</summary>
    IActorRef GetChild(string name);

    IEnumerable<IActorRef> Children { get; }

    void Stop();

    void SendSystemMessage(ISystemMessage message);
}
