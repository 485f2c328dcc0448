using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Entracte.ProcessHook;

/// <summary>Does the same for many processes, or several things for one, on all processors, where each stands by itself.</summary>
public static class SideBySide
{
    /// <summary>One more than there are processors: while one waits for a hook's answer, another one has something to do.</summary>
    private static readonly int Workers = Environment.ProcessorCount + 1;

    public static void ForEach<T>(IReadOnlyList<T> items, Action<T> action) => Select(items, item =>
    {
        action(item);
        return true;
    });

    /// <summary>Does different things.</summary>
    /// <param name="isLong">Whether they take long enough to wake another processor for; else they are done one after the other.</param>
    /// <param name="actions">Each stands by itself.</param>
    public static void Run(bool isLong, params Action[] actions)
    {
        if (isLong)
            ForEach(actions, static action => action());
        else
            Array.ForEach(actions, static action => action());
    }

    /// <summary>Does the same for one, and for whoever is named meanwhile.</summary>
    /// <param name="first">The one.</param>
    /// <param name="action">Gets him, and names others, from when on they may be done.</param>
    /// <exception cref="Exception">The first of what was thrown, as it was thrown; whose turn had not come yet is left out then.</exception>
    public static void Unfold<T>(T first, Action<T, Action<T>> action)
    {
        using var named = new BlockingCollection<T>();
        var left = 0;
        ExceptionDispatchInfo? failure = null;
        Name(first);
        var helpers = Enumerable.Range(1, Workers - 1).Select(_ => Task.Run(Work)).ToArray();
        Work();
        Task.WaitAll(helpers);
        failure?.Throw();

        void Name(T item)
        {
            Interlocked.Increment(ref left);
            named.Add(item);
        }

        void Work()
        {
            foreach (var item in named.GetConsumingEnumerable())
            {
                try
                {
                    if (failure is null)
                        action(item, Name);
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                }
                if (Interlocked.Decrement(ref left) == 0)
                    named.CompleteAdding();
            }
        }
    }

    /// <returns>The results in the order of the items.</returns>
    /// <exception cref="Exception">The first of what was thrown, as it was thrown.</exception>
    public static TResult[] Select<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> function)
    {
        var results = new TResult[items.Count];
        var last = -1;
        ExceptionDispatchInfo? failure = null;
        var helpers = Enumerable.Range(0, Math.Max(0, Math.Min(items.Count, Workers) - 1)).Select(_ => Task.Run(Work)).ToArray();
        Work();
        Task.WaitAll(helpers);
        failure?.Throw();
        return results;

        // One at a time, not by portions as Parallel does: with the last of these one processor would be left alone for milliseconds.
        void Work()
        {
            try
            {
                for (int index; failure is null && (index = Interlocked.Increment(ref last)) < items.Count;)
                    results[index] = function(items[index]);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            }
        }
    }
}
