using System.Diagnostics;

namespace Akka.TestKit;

/// <content>Waiting for what will be true.</content>
public abstract partial class TestKitBase
{
    /// <summary>Repeats the assertion until it holds; after the duration its last failure is the test's.</summary>
    public void AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(assertion, duration, interval, cancellationToken).GetAwaiter().GetResult();

    public Task AwaitAssertAsync(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(
            () =>
            {
                assertion();
                return Task.CompletedTask;
            },
            duration,
            interval,
            cancellationToken);

    public async Task AwaitAssertAsync(Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        var limit = RemainingOrDilated(duration);
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await assertion().ConfigureAwait(false);
                return;
            }
            catch (Exception) when (since.Elapsed < limit)
            {
                // It need not hold yet.
            }
            await Task.Delay(interval ?? TimeSpan.FromMilliseconds(20), cancellationToken).ConfigureAwait(false);
        }
    }

    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, null, null, null, cancellationToken);

    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, null, cancellationToken);

    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, message, cancellationToken);

    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string message = null, CancellationToken cancellationToken = default) =>
        AwaitAssert(() => _assertions.AssertTrue(conditionIsFulfilled(), $"The condition was not fulfilled in time. {message}"), max, interval, cancellationToken);

    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, cancellationToken);

    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(() => _assertions.AssertTrue(conditionIsFulfilled(), "The condition was not fulfilled in time."), max, null, cancellationToken);

    /// <summary>Everything expected inside shares the time.</summary>
    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    public void Within(TimeSpan min, TimeSpan max, Action action, string hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(
            min,
            max,
            () =>
            {
                action();
                return true;
            },
            hint,
            epsilonValue,
            cancellationToken);

    public T Within<T>(TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public T Within<T>(TimeSpan min, TimeSpan max, Func<T> function, string hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        var outer = _end;
        var since = Stopwatch.StartNew();
        var limit = Dilated(max);
        var end = DateTime.UtcNow + limit;
        _end = outer is { } earlier && earlier < end ? earlier : end;
        try
        {
            var result = function();
            _assertions.AssertTrue(since.Elapsed >= min, $"Failed: Block took {since.Elapsed}, should have at least been {min}. {hint}");
            _assertions.AssertTrue(since.Elapsed <= limit + (epsilonValue ?? TimeSpan.Zero), $"Failed: Block took {since.Elapsed}, exceeding {limit}. {hint}");
            return result;
        }
        finally
        {
            _end = outer;
        }
    }

    public Task WithinAsync(TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Within(max, () => actionAsync().GetAwaiter().GetResult(), epsilonValue, cancellationToken), cancellationToken);
}
