namespace Akka.Actor;

/// <summary>An actor whose behaviour is a list of handlers; the first that fits the message takes it.</summary>
public abstract class ReceiveActor : UntypedActor
{
    private readonly List<Func<object, bool>> _initial = [];
    private List<Func<object, bool>> _configuring;

    protected ReceiveActor() => _configuring = _initial;

    protected void Become(Action configure) => base.Become(Configured(configure));

    protected void BecomeStacked(Action configure) => base.BecomeStacked(Configured(configure));

    protected void Receive<T>(Action<T> handler, Predicate<T> shouldHandle = null) => Add<T>(message =>
    {
        if (shouldHandle != null && !shouldHandle(message))
            return false;
        handler(message);
        return true;
    });

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    protected void Receive<T>(Func<T, bool> handler) => Add(handler);

    protected void Receive(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) => Receive<object>(
        handler,
        message => messageType.IsInstanceOfType(message) && (shouldHandle == null || shouldHandle(message)));

    protected void ReceiveAny(Action<object> handler) => Receive(handler);

    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T> shouldHandle = null) =>
        Receive(message => RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAsync(handler);

    protected sealed override void OnReceive(object message) => ReceiveMessage(message);

    private protected override bool ReceiveMessage(object message) => Handle(_initial, message);

    internal override void Constructed() => _configuring = null;

    private static bool Handle(List<Func<object, bool>> handlers, object message)
    {
        foreach (var handler in handlers)
        {
            if (handler(message))
                return true;
        }
        return false;
    }

    private void Add<T>(Func<T, bool> handler)
    {
        if (_configuring == null)
            throw new InvalidOperationException("You may only call Receive-methods when constructing the actor and inside Become().");
        _configuring.Add(message => message is T fitting && handler(fitting));
    }

    private Receive Configured(Action configure)
    {
        var outer = _configuring;
        List<Func<object, bool>> handlers = [];
        _configuring = handlers;
        try
        {
            configure();
        }
        finally
        {
            _configuring = outer;
        }
        return message => Handle(handlers, message);
    }
}
