using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Runs a piece of a test and says whether the events came that were expected from it.</summary>
public interface IEventFilterApplier
{
    void ExpectOne(Action action, CancellationToken cancellationToken = default);

    void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default);

    void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default);

    Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default);

    Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default);

    void Mute(Action action, CancellationToken cancellationToken = default);
}

internal sealed class EventFilterApplier<TEvent>(TestKitBase testkit, Predicate<TEvent> fits) : IEventFilterApplier
{
    public void ExpectOne(Action action, CancellationToken cancellationToken = default) => Expect(1, action, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) => Expect(1, timeout, action, cancellationToken);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Expect(expectedCount, testkit.FilterLeeway, action, cancellationToken);

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        ExpectAsync(
            expectedCount,
            timeout,
            () =>
            {
                action();
                return Task.CompletedTask;
            },
            cancellationToken).GetAwaiter().GetResult();

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default)
    {
        T result = default;
        ExpectOne(() => { result = func(); }, cancellationToken);
        return result;
    }

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) => ExpectAsync(1, actionAsync, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        ExpectAsync(expectedCount, testkit.FilterLeeway, actionAsync, cancellationToken);

    /// <summary>The log of the stand-in is not filtered: this runs the action and no more.</summary>
    public void Mute(Action action, CancellationToken cancellationToken = default) => action();

    private async Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken)
    {
        var provider = ((ExtendedActorSystem)testkit.Sys).Provider;
        var counter = new Counter(provider, provider.TempPath(), fits);
        testkit.Sys.EventStream.Subscribe(counter, typeof(TEvent));
        try
        {
            await action().ConfigureAwait(false);
            await testkit.AwaitAssertAsync(() => Check(counter.Count >= expectedCount, expectedCount, counter.Count), timeout, null, cancellationToken).ConfigureAwait(false);
            Check(counter.Count == expectedCount, expectedCount, counter.Count);
        }
        finally
        {
            testkit.Sys.EventStream.Unsubscribe(counter);
        }
    }

    private static void Check(bool holds, int expected, int actual) =>
        Xunit.Assert.True(holds, $"Expected {expected} events of {typeof(TEvent).Name} that pass the filter, got {actual}");

    private sealed class Counter(IActorRefProvider provider, ActorPath path, Predicate<TEvent> fits) : MinimalActorRef
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override ActorPath Path => path;

        public override IActorRefProvider Provider => provider;

        protected override void TellInternal(object message, IActorRef sender)
        {
            if (message is TEvent said && fits(said))
                Interlocked.Increment(ref _count);
        }
    }
}
