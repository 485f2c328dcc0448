namespace Akka.TestKit;

/// <content>Receiving several messages, and picking one out of many.</content>
public abstract partial class TestKitBase
{
    public object ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        TakeAsync(RemainingOrDilated(max), cancellationToken).AsTask().GetAwaiter().GetResult()?.Message;

    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        ReceiveN(numberOfMessages, RemainingOrDefault, cancellationToken);

    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default)
    {
        var end = DateTime.UtcNow + Dilated(max);
        List<object> received = [];
        while (received.Count < numberOfMessages)
        {
            var message = ReceiveOne(Left(end), cancellationToken);
            if (message == null)
                _assertions.Fail($"Timeout ({max}) while expecting {numberOfMessages} messages. Only got {received.Count}: [{string.Join(", ", received)}]");
            received.Add(message);
        }
        return received;
    }

    /// <summary>Skips messages until one fits.</summary>
    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
    {
        var limit = RemainingOrDilated(max);
        var end = DateTime.UtcNow + limit;
        while (ReceiveOne(Left(end), cancellationToken) is { } message)
        {
            if (message is T fitting && isMessage(fitting))
                return fitting;
        }
        _assertions.Fail($"Timeout ({limit}) during fishForMessage, hint: {hint}");
        return default;
    }

    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage<object>(isMessage, max, hint, cancellationToken);

    public ValueTask<T> FishForMessageAsync<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        new(Task.Run(() => FishForMessage(isMessage, max, hint, cancellationToken), cancellationToken));

    private static TimeSpan Left(DateTime end)
    {
        var left = end - DateTime.UtcNow;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
