using System.Runtime.ExceptionServices;

namespace Entracte.ProcessHook;

/// <summary>Does the same for many processes, or several things for one, on all processors, where each stands by itself.</summary>
public static class SideBySide
{
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

    /// <returns>The results in the order of the items.</returns>
    /// <exception cref="Exception">The first of what was thrown, as it was thrown.</exception>
    public static TResult[] Select<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> function)
    {
        var results = new TResult[items.Count];
        try
        {
            if (items.Count == 1)
                results[0] = function(items[0]);
            else
                Parallel.For(0, items.Count, index => results[index] = function(items[index]));
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
        return results;
    }
}
